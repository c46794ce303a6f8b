import type { getCase, OperationOutput } from '@civitas/sdk'
import { formatTime, usePick, useTexts } from '@civitas/ui'
import { Tag } from 'antd'
import { Link } from 'react-router'
import { Section, StateTag } from '../parts/page.tsx'
import { caseDeskTexts } from './case-desk.texts.ts'
import styles from './cases.module.css'

type Detail = OperationOutput<typeof getCase>

/** What counts, what was asked for, what was ordered, and the cases beside this one; empty parts are left out. */
export function CaseSections({ detail }: { detail: Detail }) {
  const texts = useTexts(caseDeskTexts)
  const pick = usePick()
  const { marks, requests, supervisions, children, merged } = detail
  const kin = [
    ...children.map((one) => ({ one, how: texts.child })),
    ...merged.map((one) => ({ one, how: texts.merged })),
  ]
  return (
    <>
      {supervisions.length > 0 ? (
        <Section title={texts.supervisions}>
          {supervisions.map((one) => (
            <p key={one.id} className={styles.line}>
              <StateTag tone={one.overdue ? 'bad' : 'loud'}>{texts.orderStates[one.state]}</StateTag>
              <span className="code">{one.reference}</span> {one.organisationName} · {one.reason}
              <small>{formatTime(one.dueTime)}</small>
            </p>
          ))}
        </Section>
      ) : null}
      {requests.length > 0 ? (
        <Section title={texts.requests}>
          {requests.map((one) => (
            <p key={one.id} className={styles.line}>
              <Tag>{texts.requestStates[one.state]}</Tag>
              {texts[one.kind]} · {one.askedName} · {one.reason}
              <small>{one.decision}</small>
            </p>
          ))}
        </Section>
      ) : null}
      {marks.length > 0 ? (
        <Section title={texts.marks}>
          {marks.map((one) => (
            <p key={one.id} className={styles.line}>
              <StateTag tone="bad">{pick(one.kindText)}</StateTag>
              {one.organisationName} {one.note}
              <small>{formatTime(one.time)}</small>
            </p>
          ))}
        </Section>
      ) : null}
      {kin.length > 0 ? (
        <Section title={texts.family}>
          {kin.map(({ one, how }) => (
            <p key={one.id} className={styles.line}>
              <Tag>{how}</Tag>
              <Link to={`/console/cases/${one.id}`}>
                {one.reference} {one.title}
              </Link>
            </p>
          ))}
        </Section>
      ) : null}
    </>
  )
}
