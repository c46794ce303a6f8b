import { type ItemContent, ProblemError, type ServiceMaterial } from '@civitas/sdk'
import { useTexts } from '@civitas/ui'
import { Alert, Badge, Button, Form, Tabs } from 'antd'
import { useEffect, useMemo, useState } from 'react'
import { BasicsTab } from './basics-tab.tsx'
import { type ContentFault, contentFaults, type TabName, tidyContent } from './content.ts'
import { DecisionTab } from './decision-tab.tsx'
import { FieldsTab } from './fields-tab.tsx'
import { GuidanceTab } from './guidance-tab.tsx'
import styles from './items.module.css'
import { itemTexts } from './items.texts.ts'
import { JsonTab } from './json-tab.tsx'
import { LimitsTab } from './limits-tab.tsx'
import { MaterialsTab } from './materials-tab.tsx'
import { ItemPreview } from './preview.tsx'
import { StepsTab } from './steps-tab.tsx'

/** What is in the form: the content, with parts that were left empty. */
export type Written = object

interface ItemFormProps {
  first: ItemContent
  materials: readonly ServiceMaterial[]
  /** What stands against publishing the draft as it is kept; nothing before it was kept. */
  faults?: readonly { path: string; message: string }[]
  refused: Error | null
  onSave: (written: Written) => void
}

/** The content of an item, by part; what the platform finds wrong stands at its field, and counts on its tab. */
export function ItemForm({ first, materials, faults, refused, onSave }: ItemFormProps) {
  const texts = useTexts(itemTexts)
  const [form] = Form.useForm()
  const [tab, setTab] = useState<TabName>('basics')
  const [preview, setPreview] = useState<ItemContent | null>(null)
  const json = useJson(form)
  const wrong = useMemo(() => {
    const told = refused instanceof ProblemError ? (refused.problem.errors ?? []) : []
    return contentFaults(told.length > 0 ? told : (faults ?? []))
  }, [refused, faults])
  useEffect(() => {
    form.setFields(wrong.map((one) => ({ name: one.name, errors: [one.message] })))
  }, [form, wrong])
  const written = () => form.getFieldsValue(true) as Written
  const open = (next: TabName) => {
    if (tab === 'json' && !json.read()) return
    if (next === 'json') json.write(written())
    setTab(next)
  }
  const save = () => {
    if (tab === 'json' && !json.read()) return
    onSave(written())
  }
  const panes: Record<TabName, React.ReactNode> = {
    ...{ basics: <BasicsTab />, guidance: <GuidanceTab />, decision: <DecisionTab wrong={wrong} /> },
    materials: <MaterialsTab known={materials} />,
    ...{ fields: <FieldsTab />, steps: <StepsTab />, limits: <LimitsTab /> },
    json: <JsonTab {...json} />,
  }
  return (
    <>
      <Faults faults={wrong} isKept={faults !== undefined || refused !== null} onOpen={open} />
      <Button style={{ marginBlockEnd: 8 }} onClick={() => setPreview(tidyContent(written()))}>
        {texts.preview}
      </Button>
      <Form id="item" name="item" form={form} layout="vertical" initialValues={first} onFinish={save}>
        <Tabs
          activeKey={tab}
          onChange={(key) => open(key as TabName)}
          items={(Object.keys(panes) as TabName[]).map((key) => ({
            key,
            forceRender: key !== 'json',
            label: (
              <Badge size="small" offset={[8, 0]} count={wrong.filter((one) => one.tab === key).length}>
                {texts.tabs[key]}
              </Badge>
            ),
            children: panes[key],
          }))}
        />
      </Form>
      {preview ? (
        <ItemPreview
          content={preview}
          materials={new Map(materials.map((one) => [one.code, one.title]))}
          onClose={() => setPreview(null)}
        />
      ) : null}
    </>
  )
}

interface FaultsProps {
  faults: readonly ContentFault[]
  isKept: boolean
  onOpen: (tab: TabName) => void
}

/** What is to be mended, each leading to its part. */
function Faults({ faults, isKept, onOpen }: FaultsProps) {
  const texts = useTexts(itemTexts)
  if (!isKept) return null
  if (faults.length === 0) return <Alert type="success" showIcon title={texts.ready} style={alertSpace} />
  return (
    <Alert
      type="warning"
      showIcon
      style={alertSpace}
      title={texts.faults(faults.length)}
      description={
        <ul className={styles.faults}>
          {faults.map((one) => (
            <li key={`${one.name.join('/')} ${one.message}`}>
              <Button type="link" size="small" onClick={() => onOpen(one.tab)}>
                {texts.tabs[one.tab]}：{one.message}
              </Button>
            </li>
          ))}
        </ul>
      }
    />
  )
}

const alertSpace = { marginBlockEnd: 12 }

/** The content as text: written when its tab is opened, read in when it is left. */
function useJson(form: ReturnType<typeof Form.useForm>[0]) {
  const [text, onChange] = useState('')
  const [wrong, setWrong] = useState<string | null>(null)
  return {
    ...{ text, onChange, wrong },
    write: (content: Written) => {
      onChange(JSON.stringify(tidyContent(content), null, 2))
      setWrong(null)
    },
    read: () => {
      try {
        form.setFieldsValue(JSON.parse(text))
        setWrong(null)
        return true
      } catch (error) {
        setWrong(error instanceof Error ? error.message : String(error))
        return false
      }
    },
  }
}
