export { AddressGuard } from './src/address-guard.js';
