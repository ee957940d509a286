import { expect, it } from 'vitest'
import { isPublicAddress } from '../../../shared/adapters/pages/public-address.ts'
import { isPublicHost, isWebPort } from '../../../shared/adapters/pages/public-host.ts'

it.each(['8.8.8.8', '1.1.1.1', '2606:4700::1111', '::ffff:8.8.8.8', '64:ff9b::808:808', '2002:808:808::1'])(
  'takes %s for public',
  (address) => expect(isPublicAddress(address)).toBe(true),
)

it.each([
  '127.0.0.1',
  '10.1.2.3',
  '172.16.0.1',
  '192.168.1.1',
  '169.254.169.254',
  '100.64.0.1',
  '0.0.0.0',
  '255.255.255.255',
  '224.0.0.1',
  '192.0.2.1',
  '198.18.0.1',
  '::',
  '::1',
  '::127.0.0.1',
  '::808:808',
  'fe80::1',
  'fe80::1%eth0',
  'fec0::1',
  'fd00:ec2::254',
  'ff02::1',
  '2001:db8::1',
  '2001:0:7f00:1::1',
  '::ffff:127.0.0.1',
  '::ffff:a9fe:a9fe',
  '::ffff:0:127.0.0.1',
  '64:ff9b::7f00:1',
  '64:ff9b:1::808:808',
  '2002:7f00:1::1',
  '2002:a9fe:a9fe::1',
  'localhost',
  '',
])('refuses %s', (address) => expect(isPublicAddress(address)).toBe(false))

it.each(['example.org', 'example.org.', 'a.b.example', 'xn--bcher-kva.example'])(
  'takes the name %s for public',
  (name) => expect(isPublicHost(name)).toBe(true),
)

it.each([
  'localhost',
  'localhost.',
  'a.LOCALHOST',
  'wiki.internal',
  'nas.local',
  'wiki',
  '',
  '1.0.0.127.in-addr.arpa',
])('refuses the name %s', (name) => expect(isPublicHost(name)).toBe(false))

it.each([
  [80, true],
  [443, true],
  [8080, true],
  [22, false],
  [25, false],
  [0, false],
])('port %i is one of the web: %s', (port, isIt) => expect(isWebPort(port)).toBe(isIt))
