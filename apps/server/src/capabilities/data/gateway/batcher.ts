interface Waiting<Ask, Answer> {
  readonly ask: Ask
  done(answer: Answer): void
  failed(error: unknown): void
}

/**
 * Answers what is asked at once together: asks of one turn of the event loop, and those that come while all `lanes` are
 * busy, go in one run. A run answers in the order of its asks; one that fails fails all of them.
 */
export function createBatcher<Ask, Answer>(
  lanes: number,
  run: (asks: readonly Ask[], lane: number) => Promise<readonly Answer[]>,
): (ask: Ask) => Promise<Answer> {
  let waiting: Waiting<Ask, Answer>[] = []
  let isSoon = false
  const free = Array.from({ length: lanes }, (_, lane) => lane)
  const work = async () => {
    isSoon = false
    const lane = waiting.length > 0 ? free.pop() : undefined
    if (lane === undefined) return
    while (waiting.length > 0) {
      const batch = waiting
      waiting = []
      try {
        const answers = await run(
          batch.map((one) => one.ask),
          lane,
        )
        for (const [at, one] of batch.entries()) one.done(answers[at] as Answer)
      } catch (error) {
        for (const one of batch) one.failed(error)
      }
    }
    free.push(lane)
  }
  return (ask) =>
    new Promise((done, failed) => {
      waiting.push({ ask, done, failed })
      if (isSoon || free.length === 0) return
      isSoon = true
      setImmediate(() => void work())
    })
}
