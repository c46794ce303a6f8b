import {
  endMySession,
  endOtherSessions,
  getMySecurity,
  listMySignOnGrants,
  type OperationOutput,
  withdrawSignOnGrant,
} from '@civitas/sdk'
import { formatTime, Loading, useTexts } from '@civitas/ui'
import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { ProblemView } from '../../../app/problem-view.tsx'
import { refresh, useRead } from '../../../app/query.ts'
import { StepUp } from '../../../app/step-up.tsx'
import styles from '../portal.module.css'
import { Factors } from './factors.tsx'
import own from './security.module.css'
import { securityTexts } from './security.texts.ts'

type Security = OperationOutput<typeof getMySecurity>

/** 账号安全: factors, sessions, applications and sign-ins of the person. */
export function SecurityPage() {
  const texts = useTexts(securityTexts)
  const read = useRead(getMySecurity, {}, { staleMs: 0 })
  const [isRaising, setRaising] = useState(false)
  if (read.isError) return <ProblemView error={read.error} onRetry={() => void read.refetch()} />
  if (!read.data) return <Loading />
  const { level, factors } = read.data
  return (
    <div className={own.stack}>
      <h1>{texts.title}</h1>
      <p className={styles.quiet}>{texts.lead}</p>
      <p>
        <b>{texts.level(level)}</b>
      </p>
      {isRaising ? (
        <StepUp
          onDone={() => {
            setRaising(false)
            refresh(getMySecurity)
          }}
        />
      ) : level < 3 ? (
        <button type="button" className={styles.second} onClick={() => setRaising(true)}>
          {texts.raise}
        </button>
      ) : null}
      <Factors factors={factors} />
      <Sessions sessions={read.data.sessions} />
      <Grants />
      <SignIns signIns={read.data.signIns} />
    </div>
  )
}

function Sessions({ sessions }: Pick<Security, 'sessions'>) {
  const texts = useTexts(securityTexts)
  const end = async (id: string) => {
    await client.call(endMySession, { params: { id } })
    refresh(getMySecurity)
  }
  const endOthers = async () => {
    await client.call(endOtherSessions)
    refresh(getMySecurity)
  }
  return (
    <>
      <h2>{texts.sessions}</h2>
      <ul className={styles.own}>
        {sessions.map((one) => (
          <li key={one.id}>
            <h3>
              {one.device ?? texts.unknown} {one.current ? `（${texts.current}）` : ''}
            </h3>
            <p className={styles.quiet}>{texts.since(formatTime(one.createdTime), one.ip ?? '')}</p>
            {one.current ? null : (
              <button type="button" className={styles.second} onClick={() => void end(one.id)}>
                {texts.end}
              </button>
            )}
          </li>
        ))}
      </ul>
      {sessions.length > 1 ? (
        <button type="button" className={styles.second} onClick={() => void endOthers()}>
          {texts.endOthers}
        </button>
      ) : null}
    </>
  )
}

function Grants() {
  const texts = useTexts(securityTexts)
  const read = useRead(listMySignOnGrants, {}, { staleMs: 0 })
  const withdraw = async (clientId: string) => {
    await client.call(withdrawSignOnGrant, { params: { clientId } })
    refresh(listMySignOnGrants)
  }
  const items = read.data?.items ?? []
  return (
    <>
      <h2>{texts.grants}</h2>
      {items.length === 0 ? <p className={styles.quiet}>{texts.noGrants}</p> : null}
      <ul className={styles.own}>
        {items.map((one) => (
          <li key={one.clientId}>
            <h3>{one.clientName}</h3>
            <button type="button" className={styles.second} onClick={() => void withdraw(one.clientId)}>
              {texts.withdraw}
            </button>
          </li>
        ))}
      </ul>
    </>
  )
}

function SignIns({ signIns }: Pick<Security, 'signIns'>) {
  const texts = useTexts(securityTexts)
  return (
    <>
      <h2>{texts.signIns}</h2>
      <ul className={styles.own}>
        {signIns.slice(0, 10).map((one) => (
          <li key={one.time}>
            <p>
              {formatTime(one.time)} · {texts.methods[one.method] ?? one.method} ·{' '}
              {one.outcome === 'done' ? texts.done : texts.refused(one.reason ?? '')}
              {one.newDevice ? ` · ${texts.newDevice}` : ''}
            </p>
            <p className={styles.quiet}>
              {one.device ?? texts.unknown} · {one.ip}
            </p>
          </li>
        ))}
      </ul>
    </>
  )
}
