import { type Incident, listReportTellings, type ReportTelling, tellReport } from '@civitas/sdk'
import { formatTime, useTexts } from '@civitas/ui'
import { useMutation } from '@tanstack/react-query'
import { Button } from 'antd'
import { client } from '../../../app/client.ts'
import { refresh, useRead } from '../../../app/query.ts'
import { useMay } from '../parts/permissions.tsx'
import { ProblemNote } from '../parts/problem-note.tsx'
import styles from './command.module.css'
import { tellingTexts } from './telling.texts.ts'
import { useCommandNews } from './use-command.ts'

/** 信息专报: each version of what is known, its limit of two hours, and whom it was told. */
export function ReportTellings({ incident }: { incident: Incident }) {
  const texts = useTexts(tellingTexts)
  const may = useMay()
  const read = useRead(listReportTellings, { params: { id: incident.id } }, { everyMs: 15_000 })
  useCommandNews([listReportTellings], incident.id)
  const tell = useMutation({
    mutationFn: (version: number) =>
      client.call(tellReport, { params: { id: incident.id }, body: { version } }),
    onSuccess: () => refresh(listReportTellings),
  })
  if (!read.data || incident.isDrill) return null
  return (
    <section className={styles.box}>
      <h2>{texts.title}</h2>
      <ProblemNote error={tell.error} />
      {read.data.hasUpper ? null : <p className={styles.quiet}>{texts.noUpper}</p>}
      {read.data.items.map((one) => (
        <div key={one.version} className={styles.order}>
          <div className={styles.orderHead}>
            <span style={{ flex: 1 }}>{texts.version(String(one.version), texts.kinds[one.kind])}</span>
            {one.told.length === 0 && may('command.direct') ? (
              <Button size="small" loading={tell.isPending} onClick={() => tell.mutate(one.version)}>
                {texts.tell}
              </Button>
            ) : null}
          </div>
          <Told one={one} />
        </div>
      ))}
    </section>
  )
}

function Told({ one }: { one: ReportTelling }) {
  const texts = useTexts(tellingTexts)
  if (one.told.length === 0)
    return (
      <p className={one.isOverdue ? styles.red : styles.quiet}>
        {one.isOverdue ? texts.overdue : texts.due(formatTime(one.dueTime))}
      </p>
    )
  return one.told.map((each) => (
    <p key={each.id} className={styles.quiet}>
      {each.refusal !== null
        ? texts.refused(each.peerName, each.refusal)
        : each.deliveredTime
          ? texts.delivered(each.peerName, formatTime(each.deliveredTime))
          : texts.waiting(each.peerName)}{' '}
      {each.isLate ? <span className={styles.red}>{texts.late}</span> : null}
    </p>
  ))
}
