/** Media types an answer may have, in the order of 6.3.4. */
export type Media = 'application/json' | 'application/ld+json' | 'application/geo+json'

/** What most operations offer. */
export const jsonMedia: readonly Media[] = ['application/json', 'application/ld+json']
/** What retrieving and querying entities offers as well. */
export const geoMedia: readonly Media[] = [...jsonMedia, 'application/geo+json']

/** The media type an Accept header chooses among those offered; null when it refuses them all (406). */
export function chooseMedia(accept: string | undefined, offered: readonly Media[]): Media | null {
  if (!accept?.trim()) return offered[0] ?? null
  const ranges = accept.split(',').map((part) => {
    const [range = '', ...parameters] = part.split(';').map((one) => one.trim().toLowerCase())
    const weight = Number(parameters.find((one) => one.startsWith('q='))?.slice(2) ?? 1)
    return { range, weight: Number.isFinite(weight) ? weight : 0 }
  })
  const weigh = (media: Media) => {
    const exact = ranges.find((one) => one.range === media)
    const wide =
      exact ??
      ranges.find((one) => one.range === 'application/*') ??
      ranges.find((one) => one.range === '*/*')
    return wide?.weight ?? 0
  }
  let best: Media | null = null
  for (const media of offered) if (weigh(media) > (best ? weigh(best) : 0)) best = media
  return best
}
