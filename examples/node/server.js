// A server beside the worker: each task is a POST, the status of the answer is the outcome.
const http = require('node:http');

// Node is the container's first process, which ignores SIGTERM unless it handles it.
process.on('SIGTERM', () => process.exit(0));

http
  .createServer((request, response) => {
    const chunks = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', () => {
      const { message } = JSON.parse(Buffer.concat(chunks).toString());
      const picture = Buffer.from(message.data, 'base64').toString();
      if (/\.(jpg|png)$/.test(picture)) {
        console.log(`Node made a thumbnail of ${picture}, task ${message.messageId}`);
        response.writeHead(204).end();
      } else {
        response.writeHead(422).end(`not a picture: ${picture}`); // comes back; see --dead-letter-on
      }
    });
  })
  .listen(process.env.PORT ?? 8080, '127.0.0.1');
