import { getImageComparison, type ImageComparison } from '@civitas/sdk'
import { formatNumber, formatTime, Loading, useTexts } from '@civitas/ui'
import { lazy, Suspense } from 'react'
import { useParams } from 'react-router'
import { ProblemView } from '../../../app/problem-view.tsx'
import { useRead } from '../../../app/query.ts'
import { Columns, Facts, Page, Quiet, Section } from '../parts/page.tsx'
import { imageryTexts } from './imagery.texts.ts'

const ChangeMap = lazy(() => import('./change-map.tsx').then((made) => ({ default: made.ChangeMap })))

/** One comparison: the changed area in square metres, and the changed cells on the map. */
export function ComparisonPage() {
  const { id = '' } = useParams()
  const texts = useTexts(imageryTexts)
  const read = useRead(getImageComparison, { params: { id } })
  if (read.isError) return <ProblemView error={read.error} onRetry={() => void read.refetch()} />
  if (!read.data) return <Loading />
  const { before, after, cells, cellsLeftOut } = read.data
  return (
    <Page
      backTo="/console/imagery"
      title={`${before.title} → ${after.title}`}
      under={`${before.takenDate} → ${after.takenDate}`}
    >
      <Columns
        main={
          <Section title={texts.cells} extra={formatNumber(cells.features.length)}>
            <div style={{ position: 'relative', height: '28rem' }}>
              <Suspense fallback={<Loading />}>
                <ChangeMap comparison={read.data} />
              </Suspense>
            </div>
            {cellsLeftOut > 0 ? <Quiet>{texts.leftOut(formatNumber(cellsLeftOut))}</Quiet> : null}
          </Section>
        }
        side={<Figures one={read.data} />}
      />
    </Page>
  )
}

function Figures({ one }: { one: ImageComparison }) {
  const texts = useTexts(imageryTexts)
  const metres = (value: number) => texts.metres(formatNumber(value))
  const share = one.comparedAreaM2 > 0 ? (one.changedAreaM2 / one.comparedAreaM2) * 100 : null
  return (
    <Section title={texts.changed}>
      <Facts
        facts={[
          { label: texts.changed, value: <b>{metres(one.changedAreaM2)}</b>, whole: true },
          { label: texts.share, value: `${formatNumber(share, 2)}%` },
          { label: texts.compared, value: metres(one.comparedAreaM2) },
          { label: texts.unknown, value: metres(one.unknownAreaM2) },
          { label: texts.pixel, value: texts.metres(formatNumber(one.pixelM2, 2)) },
          { label: texts.threshold, value: formatNumber(one.threshold, 2), whole: true },
          { label: texts.by, value: `${one.byName} ${formatTime(one.time)}`, whole: true },
        ]}
      />
      <Quiet>{`${texts.method}：${one.method}`}</Quiet>
    </Section>
  )
}
