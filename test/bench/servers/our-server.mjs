/** A generated project's bundle, started as it is: it prints nothing but logs, so its port is chosen beforehand. */
import { createServer } from 'node:net';

const probe = createServer().listen(0, '127.0.0.1', () => {
  const { port } = probe.address();
  probe.close(async () => {
    process.argv = [process.argv[0], process.argv[2], '--http', String(port)];
    await import(process.argv[1]);
    const url = `http://127.0.0.1:${port}`;
    while (!(await fetch(`${url}/healthz`).catch(() => undefined)))
      await new Promise((done) => setTimeout(done, 10));
    process.send({ url: `${url}/mcp` });
    process.once('disconnect', () => process.exit(0));
  });
});
