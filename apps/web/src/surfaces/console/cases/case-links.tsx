import { analyseLinks, getCase, type OperationOutput } from '@civitas/sdk'
import { formatNumber, formatTime, useTexts } from '@civitas/ui'
import { Button } from 'antd'
import { useState } from 'react'
import { Link } from 'react-router'
import { client } from '../../../app/client.ts'
import { refresh } from '../../../app/query.ts'
import { FormDialog } from '../parts/form-dialog.tsx'
import { Quiet, Section } from '../parts/page.tsx'
import { useMay } from '../parts/permissions.tsx'
import { caseLinkTexts } from './case-links.texts.ts'

type Found = OperationOutput<typeof analyseLinks>

/** 关联分析: cases that may belong to this one, on a basis that is written into its timeline. */
export function CaseLinks({ id }: { id: string }) {
  const texts = useTexts(caseLinkTexts)
  const may = useMay()
  const [isAsking, setAsking] = useState(false)
  const [found, setFound] = useState<Found | null>(null)
  if (!may('cases.supervise')) return null
  return (
    <Section
      title={texts.title}
      extra={
        <Button size="small" onClick={() => setAsking(true)}>
          {texts.analyse}
        </Button>
      }
    >
      {found ? <Results found={found} /> : <Quiet>{texts.why}</Quiet>}
      {isAsking ? (
        <FormDialog<{ basis: string; days: number; withinM: number }>
          title={texts.analyse}
          why={texts.recorded}
          first={{ days: 180, withinM: 200 }}
          fields={[
            { name: 'basis', label: texts.basis, kind: 'area', required: true, maxLength: 500 },
            {
              name: 'days',
              label: texts.days,
              kind: 'number',
              min: 1,
              max: 730,
              precision: 0,
              required: true,
            },
            {
              ...{ name: 'withinM', label: texts.withinM, kind: 'number', min: 10, max: 5000 },
              ...{ precision: 0, required: true },
            },
          ]}
          act={async (body) => {
            setFound(await client.call(analyseLinks, { params: { id }, body }))
            refresh(getCase)
          }}
          onClose={() => setAsking(false)}
        />
      ) : null}
    </Section>
  )
}

function Results({ found }: { found: Found }) {
  const texts = useTexts(caseLinkTexts)
  return (
    <>
      <Quiet>{texts.looked(formatNumber(found.looked), formatNumber(found.items.length))}</Quiet>
      {found.more ? <Quiet>{texts.more}</Quiet> : null}
      {found.items.map((one) => (
        <article key={one.case.id} style={{ padding: '8px 0', borderTop: '1px solid var(--line)' }}>
          <Link to={`/console/cases/${one.case.id}`}>{one.case.title}</Link>{' '}
          <b>{texts.score(formatNumber(one.score, 2))}</b>
          <Quiet>
            {one.case.reference} · {one.case.divisionName} · {formatTime(one.case.openedTime)}
          </Quiet>
          <Quiet>
            {one.reasons.map((each) => `${each.text} +${formatNumber(each.weight, 2)}`).join('；')}
          </Quiet>
        </article>
      ))}
      <details>
        <summary>{texts.method}</summary>
        <Quiet>{found.method}</Quiet>
        <Quiet>{found.limits}</Quiet>
      </details>
    </>
  )
}
