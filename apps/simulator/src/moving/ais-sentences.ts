import type { Fix } from './receiver.ts'

const kmHPerKnot = 1.852

/** A position report, message 1 (ITU-R M.1371-5, annex 8, 3.1), as one AIVDM sentence. */
export function positionSentence(mmsi: string, { place, speedKmH, headingDeg, timeMs }: Fix): string {
  const bits = [
    ...[field(1, 6), field(0, 2), field(Number(mmsi), 30), field(speedKmH > 0 ? 0 : 5, 4), field(128, 8)],
    ...[field(Math.round((speedKmH / kmHPerKnot) * 10), 10), field(1, 1)],
    ...[field(Math.round(place[0] * 600_000), 28), field(Math.round(place[1] * 600_000), 27)],
    ...[field(headingDeg * 10, 12), field(headingDeg, 9), field(new Date(timeMs).getUTCSeconds(), 6)],
    ...[field(0, 2), field(0, 3), field(0, 1), field(0, 19)],
  ].join('')
  const payload = (bits.match(/.{6}/g) ?? []).map(toArmour).join('')
  const sentence = `AIVDM,1,1,,A,${payload},0`
  const sum = [...sentence].reduce((check, char) => check ^ char.charCodeAt(0), 0)
  return `!${sentence}*${sum.toString(16).toUpperCase().padStart(2, '0')}\r\n`
}

/** A number as so many bits, negative ones in two’s complement. */
function field(value: number, bits: number): string {
  const positive = value < 0 ? 2 ** bits + value : value
  return positive.toString(2).padStart(bits, '0')
}

/** Six bits as a printable character (IEC 61162-1, annex C). */
function toArmour(six: string): string {
  const value = Number.parseInt(six, 2)
  return String.fromCharCode(value + (value < 40 ? 48 : 56))
}
