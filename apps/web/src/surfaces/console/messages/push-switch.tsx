import { useTexts } from '@civitas/ui'
import { Button } from 'antd'
import { useEffect, useState } from 'react'
import { ProblemNote } from '../parts/problem-note.tsx'
import styles from './messages.module.css'
import { messagesTexts } from './messages.texts.ts'
import { type PushState, readPushState, turnPushOff, turnPushOn } from './push.ts'

/** 网页推送: lets this browser be told, also while the page is closed. */
export function PushSwitch() {
  const texts = useTexts(messagesTexts)
  const [state, setState] = useState<PushState | null>(null)
  const [error, setError] = useState<Error | null>(null)
  const [busy, setBusy] = useState(false)
  useEffect(() => {
    readPushState().then(setState, () => setState('unable'))
  }, [])
  const run = (act: () => Promise<PushState>) => {
    setBusy(true)
    act()
      .then(setState, setError)
      .finally(() => setBusy(false))
  }
  if (state === null) return null
  return (
    <>
      <p>{texts.push[state]}</p>
      <ProblemNote error={error} />
      {state === 'off' ? (
        <Button loading={busy} onClick={() => run(turnPushOn)}>
          {texts.pushOn}
        </Button>
      ) : null}
      {state === 'on' ? (
        <Button loading={busy} onClick={() => run(turnPushOff)}>
          {texts.pushOff}
        </Button>
      ) : null}
      <p className={styles.small}>{texts.pushWhy}</p>
    </>
  )
}
