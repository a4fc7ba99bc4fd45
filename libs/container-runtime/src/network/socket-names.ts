/** The two files of a passage: the proxy that a server connects through, and where it waits for clients. */
export const EGRESS_SOCKET = 'egress.sock';
export const INBOUND_SOCKET = 'inbound.sock';
