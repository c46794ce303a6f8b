import {
  answerUseComplaint,
  downloadUsedLicence,
  type LicenceUse,
  listUseComplaints,
  useLicence,
} from '@civitas/sdk'
import { formatTime, useTexts } from '@civitas/ui'
import { useMutation } from '@tanstack/react-query'
import { Button, Descriptions } from 'antd'
import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { refresh } from '../../../app/query.ts'
import { FormDialog } from '../parts/form-dialog.tsx'
import { useMay } from '../parts/permissions.tsx'
import { TabsPage } from '../sharing/tabs-page.tsx'
import { LicenceBatches } from './licence-batches.tsx'
import { LicenceCatalogue, LicenceFigures } from './licence-catalogue.tsx'
import { LicenceList } from './licence-list.tsx'
import { Paged } from './paged.tsx'
import { papersTexts } from './papers.texts.ts'
import { morePapersTexts } from './papers-more.texts.ts'

/** 电子证照: what was issued, the catalogue, batches, uses and complaints (PLT-083, PLT-084). */
export function LicencesPage() {
  const { licences: texts } = useTexts(papersTexts)
  const { figures } = useTexts(morePapersTexts)
  const may = useMay()
  const tab = (key: keyof typeof texts.tabs, children: React.ReactNode) => ({
    key,
    label: texts.tabs[key],
    children,
  })
  return (
    <TabsPage
      title={texts.title}
      tabs={[
        ...(may('services.issue') ? [tab('issued', <LicenceList />)] : []),
        tab('catalogue', <LicenceCatalogue />),
        ...(may('services.issue') ? [tab('batches', <LicenceBatches />)] : []),
        ...(may('services.issue')
          ? [{ key: 'figures', label: figures.tab, children: <LicenceFigures /> }]
          : []),
        ...(may('services.use-licences') ? [tab('use', <UseByCode />)] : []),
        ...(may('services.licences') ? [tab('complaints', <Complaints />)] : []),
      ]}
    />
  )
}

function UseByCode() {
  const { licences: texts } = useTexts(papersTexts)
  const [open, setOpen] = useState(false)
  const use = useMutation({
    mutationFn: (body: { code: string; purpose: string }) => client.call(useLicence, { body }),
  })
  const copy = useMutation({
    mutationFn: async (id: string) => {
      const file = await client.call(downloadUsedLicence, { params: { id } })
      window.open(URL.createObjectURL(new Blob([file as BlobPart], { type: 'application/pdf' })))
    },
  })
  const { data } = use
  return (
    <>
      <p>{texts.useWhy}</p>
      <Button type="primary" onClick={() => setOpen(true)}>
        {texts.use}
      </Button>
      {data ? (
        <>
          <Descriptions
            style={{ marginTop: 16 }}
            bordered
            column={1}
            title={`${data.typeTitle} ${data.number}（${texts.states[data.state]}）`}
            items={Object.entries(data.fields).map(([key, value]) => ({
              key,
              label: key,
              children: String(value),
            }))}
          />
          <p>{data.watermark}</p>
          <Button onClick={() => copy.mutate(data.useId)}>{texts.copy}</Button>
        </>
      ) : null}
      {open ? (
        <FormDialog<{ code: string; purpose: string }>
          title={texts.use}
          fields={[
            { name: 'code', label: texts.authorisation, kind: 'code', required: true, maxLength: 40 },
            { name: 'purpose', label: texts.purpose, kind: 'text', required: true, maxLength: 200 },
          ]}
          act={(values) => use.mutateAsync(values)}
          onClose={() => setOpen(false)}
        />
      ) : null}
    </>
  )
}

function Complaints() {
  const { licences: texts, time, state } = useTexts(papersTexts)
  const [answering, setAnswering] = useState<LicenceUse>()
  return (
    <>
      <Paged<LicenceUse, typeof listUseComplaints>
        label={texts.tabs.complaints}
        operation={listUseComplaints}
        rowKey={(row) => row.id}
        columns={[
          { title: time, render: (_, row) => formatTime(row.time) },
          { title: texts.type, dataIndex: 'typeTitle' },
          { title: texts.holder, render: (_, row) => `${row.organisationName}：${row.purpose}` },
          { title: texts.tabs.complaints, render: (_, row) => row.complaint?.text },
          {
            title: state,
            render: (_, row) =>
              row.complaint?.answer ?? (
                <Button size="small" onClick={() => setAnswering(row)}>
                  {texts.answer}
                </Button>
              ),
          },
        ]}
      />
      {answering ? (
        <FormDialog<{ answer: string }>
          title={texts.answer}
          fields={[{ name: 'answer', label: texts.answer, kind: 'area', required: true, maxLength: 500 }]}
          act={async ({ answer }) => {
            await client.call(answerUseComplaint, { params: { id: answering.id }, body: { answer } })
            refresh(listUseComplaints)
          }}
          onClose={() => setAnswering(undefined)}
        />
      ) : null}
    </>
  )
}
