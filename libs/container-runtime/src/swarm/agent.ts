import { readFileSync } from 'node:fs';
import { AgentPassages } from './agent-passages.js';
import { linkServer } from './link.js';

/**
 * Runs on each node of a swarm, in a container of its own: carries bytes between the hub and the sockets of the
 * servers there. It decides nothing; what a server may connect to is the hub's to say.
 *
 * Arguments: port, file with the key in hexadecimal, folder for the sockets.
 */
const [port = '', keyFile = '', root = ''] = process.argv.slice(2);
const passages = new AgentPassages(root);
const key = Buffer.from(readFileSync(keyFile, 'utf8').trim(), 'hex');
const server = linkServer(key, (kind, token, socket) => passages.take(kind, token, socket));
server.listen(Number(port), () => process.stdout.write(`listens on port ${port}\n`));
process.once('SIGTERM', () => process.exit(0));
