import { createThing, listEntityTypes, listThings, listThingTypes, type ThingTypeInfo } from '@civitas/sdk'
import { useLocale, usePick, useTexts } from '@civitas/ui'
import { useMutation } from '@tanstack/react-query'
import { Form, Input, Modal, Select } from 'antd'
import { useState } from 'react'
import { useNavigate } from 'react-router'
import { client } from '../../../app/client.ts'
import { fieldError } from '../../../app/problem-view.tsx'
import { refresh, useRead } from '../../../app/query.ts'
import { type FormValues, toFormBody, toFormFields } from '../../../capabilities/forms/form-fields.ts'
import { formatPosition, LazyPlaceMap } from '../../../capabilities/place/lazy-place-map.tsx'
import { AntdJsonForm } from '../parts/antd-json-form.tsx'
import styles from '../parts/parts.module.css'
import { ProblemNote } from '../parts/problem-note.tsx'
import { consoleTexts } from '../shell/console.texts.ts'
import { devicesTexts } from './devices.texts.ts'
import { KeyDialog } from './key-dialog.tsx'

interface Answers {
  thingType: string
  reference: string
  name?: string
  credentialName?: string
}

/** Registers a device with its entity, and issues its credential at once when one is named. */
export function RegisterDialog({ types, onClose }: { types: ThingTypeInfo[]; onClose: () => void }) {
  const texts = useTexts(devicesTexts)
  const shell = useTexts(consoleTexts)
  const pick = usePick()
  const navigate = useNavigate()
  const [form] = Form.useForm<Answers>()
  const [position, setPosition] = useState<[number, number] | null>(null)
  const [values, setValues] = useState<FormValues>({})
  const fields = useAttributeFields(types, Form.useWatch('thingType', form))
  const run = useMutation({
    mutationFn: ({ thingType, reference, name, credentialName }: Answers) =>
      client.call(createThing, {
        body: {
          thingType,
          reference,
          ...(name ? { name } : {}),
          ...(position ? { position } : {}),
          attributes: toFormBody(fields, values),
          ...(credentialName ? { credential: { name: credentialName } } : {}),
        },
      }),
    onSuccess: (made) => {
      refresh(listThings, listThingTypes)
      if (!made.credential) navigate(`/console/devices/${made.thing.id}`)
    },
  })
  if (run.data?.credential)
    return (
      <KeyDialog
        issued={run.data.credential}
        onClose={() => navigate(`/console/devices/${run.data.thing.id}`)}
      />
    )
  return (
    <Modal
      open
      width={640}
      title={texts.register}
      okText={run.isPending ? shell.submitting : texts.done}
      cancelText={shell.cancel}
      okButtonProps={{ loading: run.isPending }}
      onOk={() => form.submit()}
      onCancel={onClose}
    >
      <ProblemNote error={run.error} />
      <p>{texts.registerWhy}</p>
      <Form form={form} layout="vertical" onFinish={run.mutate}>
        <Form.Item name="thingType" label={texts.thingType} rules={[{ required: true }]}>
          <Select options={types.map((type) => ({ value: type.id, label: pick(type.title) }))} />
        </Form.Item>
        <Form.Item
          name="reference"
          label={texts.reference}
          extra={texts.referenceHint}
          help={fieldError(run.error, 'reference') ?? undefined}
          rules={[{ required: true }]}
        >
          <Input maxLength={100} />
        </Form.Item>
        <Form.Item name="name" label={texts.name}>
          <Input maxLength={200} />
        </Form.Item>
        <Form.Item name="credentialName" label={texts.withCredential} extra={texts.credentialHint}>
          <Input maxLength={100} />
        </Form.Item>
        <Form.Item
          label={texts.position}
          extra={position ? <span className="code">{formatPosition(position)}</span> : texts.positionNone}
        >
          <div className={styles.map}>
            <LazyPlaceMap position={position} onPick={setPosition} zoom={13} />
          </div>
        </Form.Item>
        <AntdJsonForm fields={fields} values={values} errors={{}} onChange={setValues} />
      </Form>
    </Modal>
  )
}

/** The attributes the entity of a device type must or may have. */
function useAttributeFields(types: ThingTypeInfo[], thingType: string | undefined) {
  const locale = useLocale()
  const entityTypes = useRead(listEntityTypes, {}, { staleMs: 600_000 })
  const type = types.find((each) => each.id === thingType)
  const entityType = entityTypes.data?.find((each) => each.id === type?.entityType)
  return entityType ? toFormFields(entityType.schema, locale) : []
}
