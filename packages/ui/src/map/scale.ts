const EARTH_CIRCUMFERENCE_M = 40_075_016.686

/** Metres that one CSS pixel covers at a latitude and zoom (512 px tiles). */
export function metresPerPixel(latitude: number, zoom: number): number {
  return (EARTH_CIRCUMFERENCE_M * Math.cos((latitude * Math.PI) / 180)) / (512 * 2 ** zoom)
}

/** The longest round length (1, 2 or 5 times a power of ten, metres) not longer than `metres`. */
export function roundLength(metres: number): number {
  const power = 10 ** Math.floor(Math.log10(metres))
  const ratio = metres / power
  return power * (ratio >= 5 ? 5 : ratio >= 2 ? 2 : 1)
}

/** Great-circle distance in metres between two `[lon, lat]` points, on a sphere of the mean radius. */
export function distanceMetres(a: readonly [number, number], b: readonly [number, number]): number {
  const rad = Math.PI / 180
  const dLat = (b[1] - a[1]) * rad
  const dLon = (b[0] - a[0]) * rad
  const h = Math.sin(dLat / 2) ** 2 + Math.cos(a[1] * rad) * Math.cos(b[1] * rad) * Math.sin(dLon / 2) ** 2
  return 2 * 6_371_008.8 * Math.asin(Math.min(1, Math.sqrt(h)))
}

/** Area in square metres of a ring of `[lon, lat]` points (closed or not), on a sphere. */
export function ringAreaSquareMetres(ring: readonly (readonly [number, number])[]): number {
  const rad = Math.PI / 180
  let sum = 0
  ring.forEach(([lon, lat], index) => {
    const [nextLon, nextLat] = ring[(index + 1) % ring.length] ?? [lon, lat]
    sum += (nextLon - lon) * rad * (2 + Math.sin(lat * rad) + Math.sin(nextLat * rad))
  })
  return Math.abs((sum * 6_371_008.8 ** 2) / 2)
}
