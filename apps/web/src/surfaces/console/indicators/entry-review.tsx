import { listEntries, listLateEntries, listTargets, type ManualEntry, reviewEntry } from '@civitas/sdk'
import { formatNumber, useTexts } from '@civitas/ui'
import { Button } from 'antd'
import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { refresh, useRead } from '../../../app/query.ts'
import { DivisionName } from '../parts/division-name.tsx'
import { Line, Lines, Quiet, Section } from '../parts/page.tsx'
import { useMay } from '../parts/permissions.tsx'
import { ProblemNote } from '../parts/problem-note.tsx'
import { registryTexts } from './registry.texts.ts'

const toWords = ({ value, numerator, denominator }: ManualEntry) =>
  numerator === null || denominator === null
    ? formatNumber(value, 2)
    : `${formatNumber(numerator)} / ${formatNumber(denominator)}`

/** Reported values that wait for a second person, and those that are overdue. */
export function EntryReview({ indicator }: { indicator?: string }) {
  const texts = useTexts(registryTexts)
  const may = useMay()
  const [problem, setProblem] = useState<Error | null>(null)
  const read = useRead(listEntries, { query: { state: 'submitted', indicator } })
  const late = useRead(listLateEntries, {})
  const decide = (id: string, approve: boolean) => {
    setProblem(null)
    client
      .call(reviewEntry, { params: { id }, body: { approve } })
      .then(() => refresh(listEntries, listTargets))
      .catch(setProblem)
  }
  return (
    <>
      <Section title={texts.pending} extra={String(read.data?.total ?? 0)}>
        <ProblemNote error={problem} />
        {read.data?.items.length === 0 ? <Quiet>{texts.none}</Quiet> : null}
        <Lines>
          {read.data?.items.map((one) => (
            <Line
              key={one.id}
              title={`${one.indicatorTitle} · ${one.period} · ${toWords(one)}`}
              before={<DivisionName code={one.division} />}
              note={
                <>
                  {one.source} · {one.reporter}{' '}
                  {may('indicators.review') ? (
                    <>
                      <Button size="small" onClick={() => decide(one.id, true)}>
                        {texts.approve}
                      </Button>{' '}
                      <Button size="small" onClick={() => decide(one.id, false)}>
                        {texts.giveBack}
                      </Button>
                    </>
                  ) : null}
                </>
              }
            />
          ))}
        </Lines>
      </Section>
      {!indicator && late.data && late.data.length > 0 ? (
        <Section title={texts.late}>
          <Lines>
            {late.data.map((one) => (
              <Line
                key={one.indicatorId}
                title={`${one.title} · ${one.owner}`}
                note={texts.lateNote(one.period, String(one.lateHours))}
              />
            ))}
          </Lines>
        </Section>
      ) : null}
    </>
  )
}
