import type { CommandBatch, DeviceCommand } from '@civitas/sdk'
import { useTexts } from '@civitas/ui'
import { StateTag } from '../parts/page.tsx'
import { commandsTexts } from './commands.texts.ts'

const tones = {
  'awaiting-approval': 'loud',
  queued: 'loud',
  sent: 'loud',
  accepted: 'loud',
  succeeded: undefined,
  failed: 'bad',
  expired: 'bad',
  cancelled: 'over',
} as const

/** Where a command stands, in words. */
export function CommandStateTag({ state }: { state: DeviceCommand['state'] }) {
  const texts = useTexts(commandsTexts)
  return <StateTag tone={tones[state]}>{texts.states[state]}</StateTag>
}

const batchTones = {
  'awaiting-approval': 'loud',
  running: 'loud',
  finished: undefined,
  rejected: 'over',
} as const

/** Where a batch stands, in words. */
export function BatchStateTag({ state }: { state: CommandBatch['state'] }) {
  const texts = useTexts(commandsTexts)
  return <StateTag tone={batchTones[state]}>{texts.batchStates[state]}</StateTag>
}
