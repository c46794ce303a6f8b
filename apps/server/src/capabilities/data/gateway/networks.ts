import { BlockList, isIP } from 'node:net'

/** Whether an address is in one of the networks; any is when there are none. */
export function isInNetworks(ip: string, networks: readonly string[]): boolean {
  if (networks.length === 0) return true
  const address = ip.replace(/^::ffff:/, '')
  const list = new BlockList()
  for (const network of networks) {
    const [base = '', bits] = network.split('/')
    const family = isIP(base) === 6 ? 'ipv6' : 'ipv4'
    if (bits) list.addSubnet(base, Number(bits), family)
    else list.addAddress(base, family)
  }
  return list.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4')
}

/** Whether a text is an address or a network. */
export function isNetwork(text: string): boolean {
  const [base = '', bits, more] = text.split('/')
  const version = isIP(base)
  if (version === 0 || more !== undefined) return false
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128))
}
