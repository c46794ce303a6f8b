import { useEffect, useState } from 'react'
import { findMyPlace } from '../../../lib/place.ts'

/** Where the person is, asked once and only when the page may already know: no prompt appears by itself. */
export function useMyPlace(): [number, number] | null {
  const [place, setPlace] = useState<[number, number] | null>(null)
  useEffect(() => {
    let isGone = false
    void mayAsk().then((may) => {
      if (!may) return
      findMyPlace().then(
        (found) => {
          if (!isGone) setPlace(found)
        },
        () => undefined,
      )
    })
    return () => {
      isGone = true
    }
  }, [])
  return place
}

async function mayAsk(): Promise<boolean> {
  if (!navigator.permissions) return false
  const state = await navigator.permissions.query({ name: 'geolocation' })
  return state.state === 'granted'
}
