import type { Bits } from './codec.ts'

/** A position report, messages 1–3, 18, 19 (ITU-R M.1371-5, annex 8, 3.1, 3.16, 3.17). Null: not available. */
export interface AisPosition {
  kind: 'position'
  type: number
  mmsi: string
  lon: number | null
  lat: number | null
  speedKn: number | null
  courseDeg: number | null
  headingDeg: number | null
  /** Navigational status; null in class B. */
  status: number | null
  /** Second of the minute the position is of; null when the system is not working. */
  second: number | null
}

/** What a ship is, messages 5, 19 and 24 (3.3, 3.17, 3.22). */
export interface AisStatic {
  kind: 'static'
  type: number
  mmsi: string
  name: string | null
  callSign: string | null
  shipType: number | null
  imo: number | null
  draughtM: number | null
  destination: string | null
}

/** Reads a message; an empty list for types this side does not take in. */
export function readAisMessage(bits: Bits): Array<AisPosition | AisStatic> {
  const type = bits.unsigned(0, 6)
  const mmsi = String(bits.unsigned(8, 30)).padStart(9, '0')
  switch (type) {
    case 1:
    case 2:
    case 3:
      return [readPosition(bits, type, mmsi, { at: 50, status: bits.unsigned(38, 4) })]
    case 18:
      return [readPosition(bits, type, mmsi, { at: 46, status: null })]
    case 19:
      return [readPosition(bits, type, mmsi, { at: 46, status: null }), readClassB(bits, mmsi)]
    case 5:
      return [readVoyage(bits, mmsi)]
    case 24:
      return readPart(bits, mmsi)
    default:
      return []
  }
}

function readPosition(
  bits: Bits,
  type: number,
  mmsi: string,
  { at, status }: { at: number; status: number | null },
): AisPosition {
  const speed = bits.unsigned(at, 10)
  const lon = bits.signed(at + 11, 28) / 600_000
  const lat = bits.signed(at + 39, 27) / 600_000
  const course = bits.unsigned(at + 66, 12) / 10
  const heading = bits.unsigned(at + 78, 9)
  const second = bits.unsigned(at + 87, 6)
  return {
    ...{ kind: 'position', type, mmsi, status },
    lon: Math.abs(lon) <= 180 ? lon : null,
    lat: Math.abs(lat) <= 90 ? lat : null,
    speedKn: speed < 1_023 ? speed / 10 : null,
    courseDeg: course < 360 ? course : null,
    headingDeg: heading < 360 ? heading : null,
    second: second < 60 ? second : null,
  }
}

const nothing = { name: null, callSign: null, shipType: null, imo: null, draughtM: null, destination: null }

function readVoyage(bits: Bits, mmsi: string): AisStatic {
  return {
    ...{ kind: 'static', type: 5, mmsi, imo: bits.unsigned(40, 30), shipType: bits.unsigned(232, 8) },
    ...{ callSign: bits.text(70, 42), name: bits.text(112, 120) },
    ...{ draughtM: bits.unsigned(294, 8) / 10, destination: bits.text(302, 120) },
  }
}

function readClassB(bits: Bits, mmsi: string): AisStatic {
  return {
    ...nothing,
    kind: 'static',
    type: 19,
    mmsi,
    name: bits.text(143, 120),
    shipType: bits.unsigned(263, 8),
  }
}

/** Message 24 comes in part A (name) and part B (type, call sign). */
function readPart(bits: Bits, mmsi: string): AisStatic[] {
  const part = bits.unsigned(38, 2)
  if (part === 0) return [{ ...nothing, kind: 'static', type: 24, mmsi, name: bits.text(40, 120) }]
  if (part !== 1) return []
  return [
    {
      ...nothing,
      kind: 'static',
      type: 24,
      mmsi,
      shipType: bits.unsigned(40, 8),
      callSign: bits.text(90, 42),
    },
  ]
}
