/** The least that starts and answers a JSON request; one CommonJS file, which Node loads fastest. */
const { createServer } = require('node:http');

const server = createServer((request, response) => {
  let body = '';
  request.setEncoding('utf8');
  request.on('data', (chunk) => (body += chunk));
  request.on('end', () => {
    const text = JSON.stringify({ jsonrpc: '2.0', id: JSON.parse(body).id, result: {} });
    response.writeHead(200, {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(text),
    });
    response.end(text);
  });
});
server.listen(0, '127.0.0.1', () => {
  const url = `http://127.0.0.1:${server.address().port}/mcp`;
  process.stderr.write(`${JSON.stringify({ url })}\n`);
});
