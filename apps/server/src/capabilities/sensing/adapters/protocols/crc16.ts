/** CRC-16 with the polynomial x¹⁶+x¹⁵+x²+1 reflected (A001), start FFFF: of Modbus and of SL 651. */
export function crc16(data: Uint8Array): number {
  let crc = 0xffff
  for (const byte of data) crc = shiftOut(crc ^ byte)
  return crc
}

/** The CRC of HJ 212-2017, annex A: the register is shifted down by a byte before each byte comes in. */
export function crc16OfHj212(data: Uint8Array): number {
  let crc = 0xffff
  for (const byte of data) crc = shiftOut((crc >> 8) ^ byte)
  return crc
}

function shiftOut(crc: number): number {
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >> 1) ^ 0xa001 : crc >> 1
  return crc
}

/** CRC-16 with the polynomial x¹⁶+x¹²+x⁵+1 (1021), start FFFF, high bit first: of JT/T 809. */
export function crcCcitt(data: Uint8Array): number {
  let crc = 0xffff
  for (const byte of data) {
    crc ^= byte << 8
    for (let bit = 0; bit < 8; bit++)
      crc = crc & 0x8000 ? ((crc << 1) ^ 0x1021) & 0xffff : (crc << 1) & 0xffff
  }
  return crc
}
