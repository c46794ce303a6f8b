import { listKeys, listSealedTexts, resealTexts as resealOperation, type SealedTexts } from '@civitas/sdk'
import { formatTime, useTexts } from '@civitas/ui'
import { Progress, Table } from 'antd'
import { client } from '../../../app/client.ts'
import { ProblemView } from '../../../app/problem-view.tsx'
import { useRead } from '../../../app/query.ts'
import { ActButton } from '../govern/parts.tsx'
import { Quiet } from '../parts/page.tsx'
import { resealTexts } from './reseal.texts.ts'

/** 重新加密: what each version of a key still seals, and the run that brings it under the active one (PLT-114). */
export function Reseal() {
  const texts = useTexts(resealTexts)
  const read = useRead(listSealedTexts, {}, { everyMs: 2_000 })
  if (read.isError) return <ProblemView error={read.error} onRetry={() => void read.refetch()} />
  return (
    <>
      <Quiet>{texts.why}</Quiet>
      <Table<SealedTexts>
        size="small"
        aria-label={texts.tab}
        loading={read.isPending}
        dataSource={read.data?.items ?? []}
        rowKey="purpose"
        pagination={false}
        scroll={{ x: 'max-content' }}
        locale={{ emptyText: texts.none }}
        columns={[
          { title: texts.purpose, render: (_, one) => <span className="code">{one.purpose}</span> },
          { title: texts.places, render: (_, one) => one.titles.join('、') },
          { title: texts.active, render: (_, one) => (one.activeVersion ? `v${one.activeVersion}` : '—') },
          {
            title: texts.versions,
            render: (_, one) =>
              one.versions.map((each) => texts.version(each.version, each.texts)).join('，') || '—',
          },
          { title: texts.left, align: 'right', dataIndex: 'left' },
          { title: texts.progress, render: (_, one) => <Run one={one} /> },
          {
            title: '',
            render: (_, one) =>
              one.left > 0 && one.run?.finishedTime !== null ? (
                <ActButton<typeof resealOperation>
                  act={() => client.call(resealOperation, { params: { purpose: one.purpose } })}
                  touches={[listSealedTexts, listKeys]}
                >
                  {texts.start}
                </ActButton>
              ) : null,
          },
        ]}
      />
    </>
  )
}

function Run({ one: { run } }: { one: SealedTexts }) {
  const texts = useTexts(resealTexts)
  if (!run) return <>{texts.noRun}</>
  return (
    <>
      <Progress
        aria-label={texts.progress}
        percent={Math.floor((run.done / Math.max(1, run.total)) * 100)}
        format={() => `${run.done} / ${run.total}`}
        status={run.failure ? 'exception' : run.finishedTime ? 'success' : 'active'}
        style={{ width: 220 }}
      />
      <Quiet>
        {run.byName} {formatTime(run.startedTime)}
        {run.failure ? ` · ${texts.failed} ${run.failed}：${run.failure}` : ''}
      </Quiet>
    </>
  )
}
