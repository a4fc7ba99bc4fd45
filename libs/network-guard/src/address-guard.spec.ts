import { describe, expect, it } from 'vitest';
import { AddressGuard } from './address-guard.js';

describe('the address guard', () => {
  it.each([
    '10.1.2.3',
    '172.31.0.1',
    '192.168.1.1',
    '169.254.169.254',
    '100.64.0.1',
    '0.0.0.0',
    '::1',
    'fd00:ec2::254',
    'fe80::1',
    '64:ff9b::a00:1',
    '2002:a00:1::',
  ])('refuses %s', (address) => {
    expect(new AddressGuard([]).permits(address)).toBe(false);
  });

  it.each(['8.8.8.8', '2606:4700::1111'])('permits %s', (address) => {
    expect(new AddressGuard([]).permits(address)).toBe(true);
  });

  it('permits what is listed, and says which list entry is wrong', () => {
    expect(new AddressGuard(['10.0.0.0/8']).permits('10.1.2.3')).toBe(true);
    expect(() => new AddressGuard(['10.0.0.0'])).toThrowError(
      expect.objectContaining({ code: 'configuration-invalid' }),
    );
  });
});
