import { type CasePaper, listCasePapers, saveCasePaper } from '@civitas/sdk'
import { formatTime, useTexts } from '@civitas/ui'
import { Button, Table } from 'antd'
import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { refresh, useRead } from '../../../app/query.ts'
import { FormDialog } from '../parts/form-dialog.tsx'
import { Quiet, StateTag } from '../parts/page.tsx'
import { useMay } from '../parts/permissions.tsx'
import { ProblemNote } from '../parts/problem-note.tsx'
import { papersTexts } from './papers.texts.ts'

type Values = Pick<CasePaper, 'title' | 'body' | 'active'>

/** 文书模板: the papers of a case type, worded by the city and printed with the facts of a case. */
export function PapersPanel({ type }: { type: string }) {
  const texts = useTexts(papersTexts)
  const may = useMay()
  const read = useRead(listCasePapers, { query: { type } })
  const [edited, setEdited] = useState<CasePaper | 'new' | null>(null)
  const mayWrite = may('cases.manage')
  return (
    <>
      <Quiet>{texts.why}</Quiet>
      {mayWrite ? (
        <Button style={{ marginBlock: 12 }} onClick={() => setEdited('new')}>
          {texts.add}
        </Button>
      ) : null}
      <ProblemNote error={read.error} />
      <Table<CasePaper>
        size="small"
        rowKey="id"
        pagination={false}
        scroll={{ x: 'max-content' }}
        loading={read.isPending}
        dataSource={read.data?.items ?? []}
        locale={{ emptyText: <Quiet>{texts.none}</Quiet> }}
        columns={[
          { title: texts.title, dataIndex: 'title' },
          {
            title: texts.state,
            render: (_, one) => (
              <StateTag tone={one.active ? undefined : 'over'}>{one.active ? texts.on : texts.off}</StateTag>
            ),
          },
          { title: texts.written, render: (_, one) => `${one.writtenName} ${formatTime(one.writtenTime)}` },
          {
            title: texts.act,
            render: (_, one) =>
              mayWrite ? (
                <Button size="small" onClick={() => setEdited(one)}>
                  {texts.edit}
                </Button>
              ) : null,
          },
        ]}
      />
      {edited ? (
        <FormDialog<Values>
          title={edited === 'new' ? texts.add : texts.edit}
          why={texts.placesWhy((read.data?.places ?? []).map((name) => `{{${name}}}`).join('  '))}
          width={760}
          first={edited === 'new' ? { active: true } : edited}
          fields={[
            ...(edited === 'new'
              ? [{ name: 'title', label: texts.title, kind: 'text' as const, required: true, maxLength: 60 }]
              : []),
            { name: 'body', label: texts.body, kind: 'area', required: true, rows: 14, maxLength: 20_000 },
            { name: 'active', label: texts.active, kind: 'tick' },
          ]}
          act={({ title, body, active }) =>
            client.call(saveCasePaper, {
              body: { caseType: type, title: edited === 'new' ? title : edited.title, body, active },
            })
          }
          onClose={() => {
            refresh(listCasePapers)
            setEdited(null)
          }}
        />
      ) : null}
    </>
  )
}
