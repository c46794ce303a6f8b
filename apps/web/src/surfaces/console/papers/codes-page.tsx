import { listCodeScenes, printCityCode, stopCityCodeCard, verifyCityCode } from '@civitas/sdk'
import { formatTime, useTexts } from '@civitas/ui'
import { useMutation } from '@tanstack/react-query'
import { Button, Descriptions, Result, Space } from 'antd'
import { useState } from 'react'
import { encode } from 'uqr'
import { client } from '../../../app/client.ts'
import { useRead } from '../../../app/query.ts'
import { FormDialog } from '../parts/form-dialog.tsx'
import { useMay } from '../parts/permissions.tsx'
import { TabsPage } from '../sharing/tabs-page.tsx'
import { Scenes } from './code-scenes.tsx'
import { papersTexts } from './papers.texts.ts'

/** 市民码: scenes, a terminal to try them with, printed codes (SOC-020). */
export function CodesPage() {
  const { codes: texts } = useTexts(papersTexts)
  const may = useMay()
  return (
    <TabsPage
      title={texts.title}
      tabs={[
        { key: 'scenes', label: texts.tabs.scenes, children: <Scenes /> },
        ...(may('services.scan')
          ? [{ key: 'verify', label: texts.tabs.verify, children: <Terminal /> }]
          : []),
        ...(may('services.accept') ? [{ key: 'cards', label: texts.tabs.cards, children: <Cards /> }] : []),
      ]}
    />
  )
}

function Terminal() {
  const { codes: texts } = useTexts(papersTexts)
  const scenes = useRead(listCodeScenes, { query: { limit: 200 } })
  const [open, setOpen] = useState(false)
  const verify = useMutation({
    mutationFn: (body: { sceneId: string; terminal: string; token: string }) =>
      client.call(verifyCityCode, { body }),
  })
  const options = (scenes.data?.items ?? []).map((one) => ({ value: one.id, label: one.name }))
  const { data } = verify
  return (
    <>
      <Button type="primary" onClick={() => setOpen(true)}>
        {texts.verify}
      </Button>
      {data ? (
        <Result
          status={data.outcome === 'passed' ? 'success' : 'error'}
          title={data.text}
          extra={
            Object.keys(data.fields).length > 0 ? (
              <Descriptions
                bordered
                column={1}
                items={Object.entries(data.fields).map(([key, value]) => ({
                  key,
                  label: data.titles[key] ?? key,
                  children: String(value),
                }))}
              />
            ) : null
          }
        />
      ) : null}
      {open ? (
        <FormDialog<{ sceneId: string; terminal: string; token: string }>
          title={texts.verify}
          first={{ terminal: 'T-001' }}
          fields={[
            { name: 'sceneId', label: texts.scene, kind: 'choice', required: true, options },
            { name: 'terminal', label: texts.terminal, kind: 'text', required: true, maxLength: 60 },
            { name: 'token', label: texts.token, kind: 'area', required: true, maxLength: 2000 },
          ]}
          act={(values) => verify.mutateAsync(values)}
          onClose={() => setOpen(false)}
        />
      ) : null}
    </>
  )
}

function Cards() {
  const { codes: texts } = useTexts(papersTexts)
  const [open, setOpen] = useState<'print' | 'lost'>()
  const print = useMutation({
    mutationFn: (body: { holderName: string; holderNumber: string }) => client.call(printCityCode, { body }),
  })
  return (
    <>
      <Space>
        <Button type="primary" onClick={() => setOpen('print')}>
          {texts.print}
        </Button>
        <Button onClick={() => setOpen('lost')}>{texts.lost}</Button>
      </Space>
      {print.data ? (
        <figure>
          <Code text={print.data.token} label={print.data.cardNumber} />
          <figcaption>
            {print.data.cardNumber} · {formatTime(print.data.validUntil)}
          </figcaption>
        </figure>
      ) : null}
      {open === 'print' ? (
        <FormDialog<{ holderName: string; holderNumber: string }>
          title={texts.print}
          fields={[
            { name: 'holderName', label: texts.holder, kind: 'text', required: true, maxLength: 60 },
            { name: 'holderNumber', label: texts.number, kind: 'code', required: true, maxLength: 18 },
          ]}
          act={(values) => print.mutateAsync(values)}
          onClose={() => setOpen(undefined)}
        />
      ) : null}
      {open === 'lost' ? (
        <FormDialog<{ number: string }>
          title={texts.lost}
          fields={[{ name: 'number', label: texts.cardNumber, kind: 'code', required: true, maxLength: 40 }]}
          act={({ number }) => client.call(stopCityCodeCard, { params: { number } })}
          onClose={() => setOpen(undefined)}
        />
      ) : null}
    </>
  )
}

function Code({ text, label }: { text: string; label: string }) {
  const { data, size } = encode(text, { ecc: 'M', border: 2 })
  const path = data.flatMap((line, y) => line.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : ''))).join('')
  return (
    <svg
      viewBox={`0 0 ${size} ${size}`}
      width={240}
      role="img"
      aria-label={label}
      shapeRendering="crispEdges"
    >
      <path d={path} />
    </svg>
  )
}
