import type { LiveRequest } from '@civitas/sdk'

/**
 * One request that hears everything the given ones want. A filter of `latest` stays only when every listener of
 * `latest` has it; boxes and entities of several listeners cannot be joined, so then all readings of the types come.
 */
export function mergeRequests(requests: LiveRequest[]): LiveRequest | null {
  if (requests.length === 0) return null
  const topics = [...new Set(requests.flatMap((request) => request.topics))].sort()
  const readings = requests.filter((request) => request.topics.includes('latest'))
  const merged: LiveRequest = { topics }
  if (readings.length === 1) return { ...readings[0], topics }
  if (readings.length > 1 && readings.every((request) => request.types?.length))
    merged.types = [...new Set(readings.flatMap((request) => request.types ?? []))].sort()
  return merged
}
