// Starts the server on the port (0: a free one) with its files in the folder, prints its address, and ends when standard input does.
'use strict';
const S3rver = require('s3rver');

const [port, directory] = process.argv.slice(2);
new S3rver({ address: '127.0.0.1', port: Number(port), directory, silent: true })
  .run()
  .then(({ port }) => process.stdout.write(`http://127.0.0.1:${port}\n`));
process.stdin.on('end', () => process.exit(0)).resume();
