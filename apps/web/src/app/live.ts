import { type LiveMessage, type LiveRequest, type LiveTopic, openLiveChannel } from '@civitas/sdk'
import { useEffect, useRef } from 'react'
import { createStore, useStore } from '../lib/store.ts'
import { client } from './client.ts'
import { mergeRequests } from './live-request.ts'
import { queryClient } from './query.ts'

/** What one part of the page wants to hear. */
export interface LiveInterest {
  request: LiveRequest
  onMessage: (message: LiveMessage) => void
}

const interests = new Set<LiveInterest>()
/** Whether the line to the platform stands: `idle` when no part of the page listens. */
export const liveState = createStore<'idle' | 'connecting' | 'connected' | 'lost'>('idle')

let open: { key: string; close: () => void } | null = null
let pending: ReturnType<typeof setTimeout> | undefined

function deliver(message: LiveMessage): void {
  if (message.topic === 'gap') void queryClient.invalidateQueries()
  for (const interest of [...interests]) {
    if (message.topic === 'gap' || interest.request.topics.includes(message.topic))
      interest.onMessage(message)
  }
}

/** Opens, changes or closes the one shared connection to fit what the page wants; the old line stays until the new one stands. */
function settle(): void {
  const request = mergeRequests([...interests].map((interest) => interest.request))
  const key = JSON.stringify(request)
  if (open?.key === key) return
  const former = open
  if (!request) {
    open = null
    former?.close()
    liveState.set('idle')
    return
  }
  if (!former) liveState.set('connecting')
  const mine = { key, close: () => {} }
  open = mine
  mine.close = openLiveChannel(client.options, request, {
    onMessage: deliver,
    onState: (connected) => {
      former?.close()
      if (open === mine) liveState.set(connected ? 'connected' : 'lost')
    },
  })
}

function settleSoon(): void {
  clearTimeout(pending)
  pending = setTimeout(settle, 50)
}

/** Listens for as long as the answered function is not called. */
export function listenLive(interest: LiveInterest): () => void {
  interests.add(interest)
  settleSoon()
  return () => {
    interests.delete(interest)
    settleSoon()
  }
}

/**
 * Listens to topics of the live channel while the component is shown. All listeners of a page share one
 * connection; after a gap `onMessage` gets topic `gap` and cached reads are made anew.
 */
export function useLive(
  topics: LiveTopic[],
  onMessage: (message: LiveMessage) => void,
  filter: Omit<LiveRequest, 'topics'> = {},
): void {
  const handler = useRef(onMessage)
  useEffect(() => {
    handler.current = onMessage
  })
  const key = JSON.stringify({ topics, ...filter })
  useEffect(() => {
    const request = JSON.parse(key) as LiveRequest
    if (request.topics.length === 0) return
    return listenLive({ request, onMessage: (message) => handler.current(message) })
  }, [key])
}

export function useLiveState() {
  return useStore(liveState)
}
