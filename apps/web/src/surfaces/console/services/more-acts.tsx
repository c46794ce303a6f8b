import {
  type ApplicationDetail,
  chargeApplication,
  checkCommitment,
  extendServiceApplication,
  getApplicationReceipt,
  getServiceItem,
  giveQuote,
  suspendServiceApplication,
} from '@civitas/sdk'
import { formatTime, useTexts } from '@civitas/ui'
import { Button, Modal } from 'antd'
import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { ProblemView } from '../../../app/problem-view.tsx'
import { useRead } from '../../../app/query.ts'
import { type DialogField, FormDialog } from '../parts/form-dialog.tsx'
import { Facts } from '../parts/page.tsx'
import { useMay } from '../parts/permissions.tsx'
import { toChoices } from '../sharing/tabs-page.tsx'
import { refreshApplications } from './refresh-applications.ts'
import { deskTexts } from './services.texts.ts'

type Props = { application: ApplicationDetail }

interface Act {
  title: string
  isOpen: boolean
  fields: DialogField[]
  first?: object
  run: (values: never) => Promise<unknown>
}

const toFen = (yuan: number) => Math.round(yuan * 100)

/** What is done now and then: special procedures, plans with a price, extensions, fees at the desk, promises. */
export function MoreActs({ application }: Props) {
  const [opened, setOpened] = useState<string | null>(null)
  const texts = useTexts(deskTexts)
  const acts = useActs(application)
  const act = acts.find((one) => one.title === opened)
  return (
    <>
      {acts
        .filter((one) => one.isOpen)
        .map((one) => (
          <Button key={one.title} onClick={() => setOpened(one.title)}>
            {one.title}
          </Button>
        ))}
      {application.number ? <Button onClick={() => setOpened(texts.receipt)}>{texts.receipt}</Button> : null}
      {opened === texts.receipt ? (
        <Receipt application={application} onClose={() => setOpened(null)} />
      ) : null}
      {act ? (
        <FormDialog
          title={act.title}
          fields={act.fields}
          first={act.first}
          act={async (values) => {
            await act.run(values as never)
            refreshApplications()
          }}
          onClose={() => setOpened(null)}
        />
      ) : null}
    </>
  )
}

function useActs({ id, itemId, itemVersion, state, commitment, decision }: ApplicationDetail): Act[] {
  const texts = useTexts(deskTexts)
  const may = useMay()
  const item = useRead(
    getServiceItem,
    { params: { id: itemId }, query: { version: itemVersion } },
    { staleMs: 600_000 },
  )
  const params = { id }
  const isRunning = state === 'examining' || state === 'deciding'
  const days = (max: number): DialogField => ({
    ...{ kind: 'number', name: 'days', label: texts.days, required: true, min: 1, max, precision: 0 },
  })
  const yuan: DialogField = {
    ...{ kind: 'number', name: 'yuan', label: texts.yuan, required: true, min: 0, precision: 2 },
  }
  const words = (name: string, label: string): DialogField => ({
    ...{ kind: 'area', name, label, required: true, maxLength: 1000 },
  })
  return [
    {
      title: texts.quote,
      isOpen: isRunning && may('services.examine') && item.data?.content.kind === 'public-service',
      first: { days: 10 },
      fields: [words('text', texts.plan), yuan, { ...days(90), label: texts.valid }],
      run: ({ yuan: price, ...body }: { yuan: number; text: string; days: number }) =>
        client.call(giveQuote, { params, body: { ...body, fen: toFen(price) } }),
    },
    {
      title: texts.suspend,
      isOpen: isRunning && may('services.examine'),
      first: { kind: 'survey', days: 10 },
      fields: [
        {
          ...{ kind: 'choice', name: 'kind', label: texts.procedure, required: true },
          options: toChoices(texts.procedures),
        },
        words('notice', texts.notice),
        days(365),
      ],
      run: (body: { kind: 'survey'; notice: string; days: number }) =>
        client.call(suspendServiceApplication, { params, body }),
    },
    {
      title: texts.extend,
      isOpen: isRunning && may('services.decide'),
      first: { days: 5 },
      fields: [days(15), words('reason', texts.reason)],
      run: (body: { days: number; reason: string }) =>
        client.call(extendServiceApplication, { params, body }),
    },
    {
      title: texts.checkPromise,
      isOpen: Boolean(commitment && commitment.verdict === null && decision) && may('services.examine'),
      fields: [
        {
          ...{ kind: 'verdict', name: 'isTrue', label: texts.isTrue, extra: texts.promiseWhy },
          ...{ yes: texts.promiseTrue, no: texts.promiseFalse },
        },
        words('note', texts.columns.opinion),
      ],
      run: ({ isTrue, note }: { isTrue: boolean; note: string }) =>
        client.call(checkCommitment, { params, body: { isTrue, note } }),
    },
    {
      title: texts.charge,
      isOpen: state !== 'draft' && may('services.accept'),
      fields: [
        yuan,
        { kind: 'text', name: 'title', label: texts.feeTitle, required: true, maxLength: 100 },
        { kind: 'code', name: 'receipt', label: texts.receiptNumber, required: true, maxLength: 60 },
      ],
      run: ({ yuan: paid, ...body }: { yuan: number; title: string; receipt: string }) =>
        client.call(chargeApplication, { params, body: { ...body, fen: toFen(paid) } }),
    },
  ]
}

function Receipt({ application, onClose }: Props & { onClose: () => void }) {
  const texts = useTexts(deskTexts)
  const read = useRead(getApplicationReceipt, { params: { id: application.id } })
  const receipt = read.data
  return (
    <Modal open title={texts.receipt} footer={null} onCancel={onClose}>
      {read.error ? <ProblemView error={read.error} /> : null}
      {receipt ? (
        <Facts
          facts={[
            { label: texts.columns.number, value: receipt.number },
            { label: texts.columns.item, value: receipt.itemTitle },
            { label: texts.columns.applicant, value: receipt.subjectName },
            { label: texts.submitted, value: formatTime(receipt.submittedTime) },
            { label: texts.receivedBy, value: receipt.receivedBy },
            { label: texts.columns.office, value: receipt.organisationName },
            { label: texts.limit, value: receipt.limitDays },
            { label: texts.columns.due, value: receipt.dueDay ?? '—' },
            { label: texts.materials, value: receipt.materials.join('、') || texts.nothing, whole: true },
          ]}
        />
      ) : null}
    </Modal>
  )
}
