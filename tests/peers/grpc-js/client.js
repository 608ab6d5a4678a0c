// A gRPC client that is not ours. Takes a call a line as JSON on standard input and prints what came of it, a line each; ends with its input.
'use strict';
const crypto = require('crypto');
const readline = require('readline');
const grpc = require('@grpc/grpc-js');
const loader = require('@grpc/proto-loader');

const folders = process.argv.slice(2);
const files = [
  'denga/bot/v1/documents.proto',
  'denga/reports/v1/documents.proto',
  'grpc/health/v1/health.proto',
  'grpc/reflection/v1/reflection.proto',
];
const packages = grpc.loadPackageDefinition(
  loader.loadSync(files, { includeDirs: folders, keepCase: true, enums: String, longs: Number, oneofs: true }),
);
const clients = new Map();

function clientOf(address, service, compress) {
  const key = `${address} ${service} ${compress}`;
  if (!clients.has(key)) {
    const type = service.split('.').reduce((found, name) => found[name], packages);
    const options = compress ? { 'grpc.default_compression_algorithm': grpc.compressionAlgorithms.gzip } : {};
    clients.set(key, new type(address, grpc.credentials.createInsecure(), options));
  }
  return clients.get(key);
}

function signature(secret, path, body) {
  const time = Math.floor(Date.now() / 1000);
  const hmac = crypto.createHmac('sha256', secret).update(`${time}.${path}.`).update(body).digest('hex');
  return `${time}.${hmac}`;
}

function call({ address, service, method, request, secret, deadlineMs, cancelAfter, compress }) {
  const client = clientOf(address, service, compress);
  const declared = client[method];
  const metadata = new grpc.Metadata();
  if (secret) metadata.set('denga-signature', signature(secret, declared.path, declared.requestSerialize(request)));
  const options = { deadline: Date.now() + (deadlineMs ?? 20000) };
  return new Promise((resolve) => {
    const answers = [];
    const end = (status) => resolve({ code: status.code, message: status.details, answers, details: hex(status.metadata) });
    if (!declared.responseStream) {
      const unary = client[method](request, metadata, options, (_, answer) => answer && answers.push(answer));
      unary.on('status', end);
      return;
    }
    const stream = declared.requestStream ? client[method](metadata, options) : client[method](request, metadata, options);
    stream.on('data', (answer) => {
      answers.push(answer);
      if (answers.length === cancelAfter) stream.cancel();
      else if (declared.requestStream && answers.length === request.length) stream.end();
    });
    stream.on('error', () => {});
    stream.on('status', end);
    if (declared.requestStream) request.forEach((one) => stream.write(one));
  });
}

const hex = (metadata) => metadata?.get('grpc-status-details-bin').map((value) => value.toString('hex'))[0];

readline.createInterface({ input: process.stdin }).on('line', async (line) => {
  const { id, ...asked } = JSON.parse(line);
  process.stdout.write(JSON.stringify({ id, ...(await call(asked)) }) + '\n');
}).on('close', () => process.exit(0));
