// A gRPC server that is not ours, on a free port: prints its address, and ends when standard input does.
'use strict';
const path = require('path');
const grpc = require('@grpc/grpc-js');
const loader = require('@grpc/proto-loader');

const { peer } = grpc.loadPackageDefinition(loader.loadSync(path.join(__dirname, 'peer.proto'), { defaults: true }));
// google.rpc.Status with an ErrorInfo { reason: "peer.reason", domain: "denga", metadata: { seconds: "7" } }.
const info = Buffer.concat([
  field(1, 'peer.reason'),
  field(2, 'denga'),
  Buffer.concat([Buffer.from([0x1a, 12]), field(1, 'seconds'), field(2, '7')]),
]);
const any = Buffer.concat([field(1, 'type.googleapis.com/google.rpc.ErrorInfo'), Buffer.from([0x12, info.length]), info]);
const details = Buffer.concat([Buffer.from([0x08, 5]), Buffer.from([0x1a, any.length]), any]);
let cancelled = 0;

function field(number, text) {
  const bytes = Buffer.from(text);
  return Buffer.concat([Buffer.from([(number << 3) | 2, bytes.length]), bytes]);
}

function say(call, answer) {
  const [word, argument] = call.request.text.split(':');
  switch (word) {
    case 'fail': {
      const metadata = new grpc.Metadata();
      metadata.set('grpc-status-details-bin', details);
      return answer({ code: 5, details: argument, metadata });
    }
    case 'wait':
      call.on('cancelled', () => cancelled++);
      return undefined;
    case 'cancelled':
      return answer(null, { text: String(cancelled) });
    case 'deadline':
      return answer(null, { text: String(call.getDeadline() - Date.now()) });
    case 'large':
      return answer(null, { text: 'x'.repeat(Number(argument)) });
    default:
      return answer(null, { text: call.request.text });
  }
}

function count(call) {
  const until = Number(call.request.text);
  for (let n = 1; n <= until; n++) call.write({ text: String(n) });
  if (until > 100) call.on('cancelled', () => cancelled++);
  else if (until === 13) call.emit('error', { code: 9, details: 'thirteen' });
  else call.end();
}

const server = new grpc.Server();
server.addService(peer.v1.Peer.service, { say, count });
server.bindAsync('127.0.0.1:0', grpc.ServerCredentials.createInsecure(), (error, port) => {
  if (error) throw error;
  process.stdout.write(`http://127.0.0.1:${port}\n`);
});
process.stdin.on('end', () => process.exit(0)).resume();
