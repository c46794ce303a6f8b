import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { PublishPlan, PublishResult } from './publisher.ts'

/** Runs a plan in a process of its own; the clock runs from the first frame to the last acknowledgement. */
export function publishApart(plan: PublishPlan): Promise<PublishResult> {
  const child = fork(fileURLToPath(new URL('./publisher.ts', import.meta.url)), {
    execArgv: ['--import', 'tsx'],
  })
  return new Promise((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`the publisher ended with code ${code}`)))
    child.on('message', (answer) => {
      if (answer === 'ready') child.send('go')
      else resolve(answer as PublishResult)
    })
    child.send(plan)
  })
}
