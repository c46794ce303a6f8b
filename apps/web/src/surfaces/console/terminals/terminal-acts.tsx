import {
  getTerminal,
  getTerminalCompliance,
  listTerminals,
  type OperationOutput,
  renewTerminalCode,
  sendTerminalCommand,
  setTerminalState,
  type Terminal,
} from '@civitas/sdk'
import { formatTime, useTexts } from '@civitas/ui'
import { Button, Dropdown } from 'antd'
import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { refresh } from '../../../app/query.ts'
import { ActDialog } from '../parts/act-dialog.tsx'
import { OneTimeSecret } from './one-time-secret.tsx'
import { terminalsTexts } from './terminals.texts.ts'

type Act = 'lock' | 'locate' | 'wipe' | 'markLost' | 'markFound' | 'retire' | 'renew'

/** Which acts a terminal in a state allows. */
const allowed: Record<Terminal['state'], Act[]> = {
  pending: ['renew', 'retire'],
  active: ['markLost', 'lock', 'locate', 'wipe', 'renew', 'retire'],
  lost: ['markFound', 'lock', 'locate', 'wipe', 'retire'],
  wiped: ['renew', 'retire'],
  retired: ['renew'],
}
const states = { markLost: 'lost', markFound: 'active', retire: 'retired' } as const

/** What may be done to a terminal. */
export function TerminalActs({ terminal }: { terminal: Terminal }) {
  const texts = useTexts(terminalsTexts)
  const [act, setAct] = useState<Act | null>(null)
  const [code, setCode] = useState<OperationOutput<typeof renewTerminalCode> | null>(null)
  const [first, ...others] = allowed[terminal.state]
  const params = { id: terminal.id }
  const carryOut = async (reason: string) => {
    if (act === 'renew') setCode(await client.call(renewTerminalCode, { params, body: {} }))
    else if (act === 'lock' || act === 'locate' || act === 'wipe')
      await client.call(sendTerminalCommand, { params, body: { kind: act, reason } })
    else if (act) await client.call(setTerminalState, { params, body: { state: states[act], reason } })
    refresh(getTerminal, listTerminals, getTerminalCompliance)
  }
  return (
    <>
      {first ? (
        <Button danger={first === 'markLost'} onClick={() => setAct(first)}>
          {texts[first]}
        </Button>
      ) : null}
      {others.slice(0, 3).map((each) => (
        <Button key={each} danger={each === 'wipe'} onClick={() => setAct(each)}>
          {texts[each]}
        </Button>
      ))}
      {others.length > 3 ? (
        <Dropdown
          menu={{
            items: others.slice(3).map((key) => ({ key, label: texts[key], onClick: () => setAct(key) })),
          }}
          trigger={['click']}
        >
          <Button aria-label={texts.change}>…</Button>
        </Dropdown>
      ) : null}
      {act ? (
        <ActDialog
          title={texts[act]}
          why={texts[`${act}Why`]}
          danger={act === 'wipe' || act === 'markLost' || act === 'retire'}
          comment={act === 'renew' ? 'none' : 'required'}
          act={carryOut}
          onClose={() => setAct(null)}
        />
      ) : null}
      {code ? (
        <OneTimeSecret
          title={texts.codeTitle}
          why={texts.codeWhy(formatTime(code.expiresTime))}
          secret={code.code}
          onClose={() => setCode(null)}
        />
      ) : null}
    </>
  )
}
