import type { Place } from './geometry.ts'

/** Krasovsky 1940, on which the offset of GCJ-02 is reckoned. */
const semiMajorM = 6_378_245
const eccentricity2 = 0.006_693_421_622_965_943
const { PI, abs, cos, hypot, sin, sqrt, atan2 } = Math
const bdFactor = (PI * 3_000) / 180

/** Whether GCJ-02 shifts a place at all: the box of China it is defined on. */
function isShifted([lon, lat]: Place): boolean {
  return lon >= 72.004 && lon <= 137.8347 && lat >= 0.8293 && lat <= 55.8271
}

/** Degrees GCJ-02 adds to a place of WGS-84. */
function offsetAt([lon, lat]: Place): Place {
  const [x, y] = [lon - 105, lat - 35]
  const wave = (20 * sin(6 * x * PI) + 20 * sin(2 * x * PI)) * (2 / 3)
  const swell = (v: number) => (20 * sin(v * PI) + 40 * sin((v / 3) * PI)) * (2 / 3)
  const north =
    -100 +
    2 * x +
    3 * y +
    0.2 * y * y +
    0.1 * x * y +
    0.2 * sqrt(abs(x)) +
    wave +
    swell(y) +
    (160 * sin((y / 12) * PI) + 320 * sin((y * PI) / 30)) * (2 / 3)
  const east =
    300 +
    x +
    2 * y +
    0.1 * x * x +
    0.1 * x * y +
    0.1 * sqrt(abs(x)) +
    wave +
    swell(x) +
    (150 * sin((x / 12) * PI) + 300 * sin((x / 30) * PI)) * (2 / 3)
  const phi = (lat / 180) * PI
  const magic = 1 - eccentricity2 * sin(phi) ** 2
  return [
    (east * 180) / ((semiMajorM / sqrt(magic)) * cos(phi) * PI),
    (north * 180) / (((semiMajorM * (1 - eccentricity2)) / (magic * sqrt(magic))) * PI),
  ]
}

/** WGS-84 to GCJ-02, for display only. */
export function toGcj02(place: Place): Place {
  if (!isShifted(place)) return place
  const [dLon, dLat] = offsetAt(place)
  return [place[0] + dLon, place[1] + dLat]
}

/** GCJ-02 to WGS-84 by iteration; the residue is below a millimetre. */
export function fromGcj02(place: Place): Place {
  if (!isShifted(place)) return place
  let guess = place
  for (let round = 0; round < 10; round++) {
    const [lon, lat] = toGcj02(guess)
    guess = [guess[0] - (lon - place[0]), guess[1] - (lat - place[1])]
    if (hypot(lon - place[0], lat - place[1]) < 1e-9) break
  }
  return guess
}

/** BD-09 to WGS-84. */
export function fromBd09([lon, lat]: Place): Place {
  const [x, y] = [lon - 0.0065, lat - 0.006]
  const radius = hypot(x, y) - 0.000_02 * sin(y * bdFactor)
  const angle = atan2(y, x) - 0.000_003 * cos(x * bdFactor)
  return fromGcj02([radius * cos(angle), radius * sin(angle)])
}

/** What a phone reports, as it is stored. */
export function toCgcs2000(place: Place, system: 'CGCS2000' | 'WGS84' | 'GCJ02' | 'BD09'): Place {
  if (system === 'GCJ02') return fromGcj02(place)
  return system === 'BD09' ? fromBd09(place) : place
}
