/** Tells the parent where the server listens, and ends with it. */
export function listening(server, path) {
  server.listen(0, '127.0.0.1', () =>
    process.send({ url: `http://127.0.0.1:${server.address().port}${path}` }),
  );
  process.once('disconnect', () => process.exit(0));
}
