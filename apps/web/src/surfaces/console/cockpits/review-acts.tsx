import {
  type CockpitPage,
  exportPage,
  listPages,
  listPageVersions,
  reviewPage,
  rollBackPage,
} from '@civitas/sdk'
import { formatTime, useTexts } from '@civitas/ui'
import { Button, Dropdown } from 'antd'
import { client } from '../../../app/client.ts'
import { refresh, useRead } from '../../../app/query.ts'
import { useMay } from '../parts/permissions.tsx'
import { cockpitsTexts } from './cockpits.texts.ts'

interface ReviewActsProps {
  page: CockpitPage
  onDone: (page: CockpitPage) => void
  onProblem: (error: Error | null) => void
}

/** Open, export, versions and roll-back, and the verdict of a reviewer. */
export function ReviewActs({ page, onDone, onProblem }: ReviewActsProps) {
  const texts = useTexts(cockpitsTexts)
  const may = useMay()
  const { id } = page
  const versions = useRead(listPageVersions, { params: { id } })
  const run = (act: () => Promise<CockpitPage>) => {
    onProblem(null)
    act()
      .then((done) => {
        onDone(done)
        refresh(listPages, listPageVersions)
      })
      .catch(onProblem)
  }
  const review = (approve: boolean) =>
    run(() => client.call(reviewPage, { params: { id }, body: { approve } }))
  const download = async () => {
    const template = await client.call(exportPage, { params: { id } })
    const link = document.createElement('a')
    link.href = URL.createObjectURL(
      new Blob([JSON.stringify(template, null, 2)], { type: 'application/json' }),
    )
    link.download = `${id}.json`
    link.click()
    URL.revokeObjectURL(link.href)
  }
  return (
    <>
      {page.publishedVersion === null ? null : (
        <Button href={`/screen/${id}`} target="_blank">
          {texts.open}
        </Button>
      )}
      {may('indicators.compose') ? (
        <Button onClick={() => void download().catch(onProblem)}>{texts.export}</Button>
      ) : null}
      {may('indicators.publish') && (versions.data?.length ?? 0) > 0 ? (
        <Dropdown
          menu={{
            items: (versions.data ?? []).map((one) => ({
              key: one.version,
              label: `${texts.published(String(one.version))} · ${formatTime(one.publishedTime)} · ${one.author}`,
            })),
            onClick: ({ key }) =>
              run(() => client.call(rollBackPage, { params: { id }, body: { version: Number(key) } })),
          }}
        >
          <Button>{texts.versions}</Button>
        </Dropdown>
      ) : null}
      {may('indicators.publish') && page.state === 'in-review' ? (
        <>
          <Button onClick={() => review(false)}>{texts.giveBack}</Button>
          <Button type="primary" onClick={() => review(true)}>
            {texts.approve}
          </Button>
        </>
      ) : null}
    </>
  )
}
