// Starts the server on a free port, prints its address, then a line for each message or edit of the bot, and ends when standard input does.
'use strict';
const net = require('node:net');
const TelegramServer = require('telegram-test-api');

const probe = net.createServer();
probe.listen(0, '127.0.0.1', () => {
  const { port } = probe.address();
  probe.close(async () => {
    // The package keeps what is younger than storeTimeout seconds; an hour is longer than any test run.
    const server = new TelegramServer({ host: '127.0.0.1', port, storeTimeout: 3600 });
    for (const change of ['AddedBotMessage', 'EditedMessageText', 'EditedMessageReplyMarkup'])
      server.on(change, () => process.stdout.write(`${change}\n`));
    await server.start();
    process.stdout.write(`http://127.0.0.1:${port}\n`);
  });
});
process.stdin.on('end', () => process.exit(0)).resume();
