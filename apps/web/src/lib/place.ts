const EARTH_RADIUS_M = 6_371_008.8

/** Metres between two places given as longitude and latitude in degrees, on the mean sphere. */
export function metresBetween(a: readonly [number, number], b: readonly [number, number]): number {
  const rad = Math.PI / 180
  const dLat = (b[1] - a[1]) * rad
  const dLon = (b[0] - a[0]) * rad
  const h = Math.sin(dLat / 2) ** 2 + Math.cos(a[1] * rad) * Math.cos(b[1] * rad) * Math.sin(dLon / 2) ** 2
  return 2 * EARTH_RADIUS_M * Math.asin(Math.min(1, Math.sqrt(h)))
}

/** Asks the device where it is; a place up to a minute old will do, if not said otherwise. Throws when it cannot or may not tell. */
export function findMyPlace(maximumAge = 60_000): Promise<[number, number]> {
  return new Promise((resolve, reject) => {
    if (!('geolocation' in navigator)) {
      reject(new Error('no geolocation'))
      return
    }
    navigator.geolocation.getCurrentPosition(
      (found) => resolve([found.coords.longitude, found.coords.latitude]),
      (error) => reject(new Error(error.message)),
      { enableHighAccuracy: true, maximumAge, timeout: 10_000 },
    )
  })
}

/** Where the device is now, or null: refused, unknown, or not told within some seconds. */
export async function findPlaceSoon(): Promise<[number, number] | null> {
  const told = await navigator.permissions?.query({ name: 'geolocation' }).catch(() => null)
  if (told?.state === 'denied') return null
  const late = new Promise<null>((resolve) => setTimeout(resolve, WAIT_MS, null))
  return Promise.race([findMyPlace(0).catch(() => null), late])
}

/** A person with a photo in hand waits no longer for a fix. */
const WAIT_MS = 8000
