import { addUserPost, listUserPosts, removeUserPost, type User } from '@civitas/sdk'
import { useTexts } from '@civitas/ui'
import { Button, Form, Input, Select } from 'antd'
import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { refresh, useRead } from '../../../app/query.ts'
import { DivisionsSelect } from '../parts/division-select.tsx'
import { OrganisationSelect } from '../parts/organisation-select.tsx'
import { Line, Lines } from '../parts/page.tsx'
import { ProblemNote } from '../parts/problem-note.tsx'
import { portalTexts } from '../portal/portal.texts.ts'
import { identityTexts } from './identity.texts.ts'

interface Answers {
  title: string
  organisationId: string
  roles: string[]
  divisions: string[]
}

/** 兼任岗位: further identities of a user, each with its own unit, roles and scope. */
export function UserPosts({ user, roles }: { user: User; roles: { value: string; label: string }[] }) {
  const texts = useTexts(portalTexts)
  const words = useTexts(identityTexts)
  const [form] = Form.useForm<Answers>()
  const [error, setError] = useState<Error | null>(null)
  const params = { id: user.id }
  const read = useRead(listUserPosts, { params })
  const run = (act: Promise<unknown>) =>
    void act.then(
      () => {
        setError(null)
        form.resetFields()
        refresh(listUserPosts)
      },
      (failed: Error) => setError(failed),
    )
  return (
    <section aria-label={texts.posts}>
      <h3>{texts.posts}</h3>
      <ProblemNote error={error} />
      <Lines>
        {(read.data?.items ?? []).map((one) => (
          <Line
            key={one.id}
            title={`${one.organisationName ?? ''} · ${one.title}`}
            note={
              <Button
                size="small"
                onClick={() => run(client.call(removeUserPost, { params: { ...params, postId: one.id } }))}
              >
                {texts.removePost}
              </Button>
            }
          />
        ))}
      </Lines>
      <Form
        form={form}
        layout="vertical"
        name="post"
        onFinish={(body) => run(client.call(addUserPost, { params, body }))}
      >
        <Form.Item name="title" label={texts.postTitle} rules={[{ required: true, max: 40 }]}>
          <Input />
        </Form.Item>
        <Form.Item name="organisationId" label={words.organisation} rules={[{ required: true }]}>
          <OrganisationSelect />
        </Form.Item>
        <Form.Item name="roles" label={words.roles} rules={[{ required: true }]}>
          <Select mode="multiple" options={roles} showSearch={{ optionFilterProp: 'label' }} />
        </Form.Item>
        <Form.Item name="divisions" label={words.divisions} rules={[{ required: true }]}>
          <DivisionsSelect />
        </Form.Item>
        <Button htmlType="submit">{texts.addPost}</Button>
      </Form>
    </section>
  )
}
