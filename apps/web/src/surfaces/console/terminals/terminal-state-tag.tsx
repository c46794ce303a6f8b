import type { Terminal } from '@civitas/sdk'
import { useTexts } from '@civitas/ui'
import { StateTag } from '../parts/page.tsx'
import { terminalsTexts } from './terminals.texts.ts'

const tones = { pending: 'loud', active: undefined, lost: 'bad', wiped: 'over', retired: 'over' } as const

/** How a terminal stands, in words. */
export function TerminalStateTag({ terminal }: { terminal: Terminal }) {
  const texts = useTexts(terminalsTexts)
  return <StateTag tone={tones[terminal.state]}>{texts.states[terminal.state]}</StateTag>
}
