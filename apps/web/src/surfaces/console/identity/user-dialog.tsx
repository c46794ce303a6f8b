import { changeUser, createUser, listUsers, type User } from '@civitas/sdk'
import { useTexts } from '@civitas/ui'
import { useMutation } from '@tanstack/react-query'
import { Form, Input, Modal, Select } from 'antd'
import { client } from '../../../app/client.ts'
import { fieldError } from '../../../app/problem-view.tsx'
import { refresh } from '../../../app/query.ts'
import { DivisionsSelect } from '../parts/division-select.tsx'
import { OrganisationSelect } from '../parts/organisation-select.tsx'
import { ProblemNote } from '../parts/problem-note.tsx'
import { consoleTexts } from '../shell/console.texts.ts'
import { identityTexts } from './identity.texts.ts'
import { UserPosts } from './user-posts.tsx'

interface Answers {
  account: string
  name: string
  password: string
  roles: string[]
  divisions: string[]
  organisationId?: string
  phone?: string
  email?: string
}

interface UserDialogProps {
  /** The user to change; null makes a new one. */
  user: User | null
  roles: { value: string; label: string }[]
  onClose: () => void
}

/** Makes a user, or changes name, roles, data scope and organisation. */
export function UserDialog({ user, roles, onClose }: UserDialogProps) {
  const texts = useTexts(identityTexts)
  const shell = useTexts(consoleTexts)
  const [form] = Form.useForm<Answers>()
  const run = useMutation({
    mutationFn: (answers: Answers) => save(user, answers),
    onSuccess: () => {
      refresh(listUsers)
      onClose()
    },
  })
  const refused = (name: keyof Answers) => fieldError(run.error, name) ?? undefined
  return (
    <Modal
      open
      title={user ? texts.editTitle(user.name) : texts.createTitle}
      okText={run.isPending ? shell.submitting : texts.save}
      cancelText={shell.cancel}
      okButtonProps={{ loading: run.isPending }}
      onOk={() => form.submit()}
      onCancel={onClose}
    >
      <ProblemNote error={run.error} />
      <Form
        form={form}
        layout="vertical"
        autoComplete="off"
        initialValues={user ? shownOf(user) : {}}
        onFinish={run.mutate}
      >
        {user ? null : (
          <Form.Item
            name="account"
            label={texts.account}
            extra={texts.accountHint}
            help={refused('account')}
            rules={[{ required: true, min: 2, max: 64, pattern: /^[a-zA-Z0-9][a-zA-Z0-9._-]*$/ }]}
          >
            <Input autoComplete="off" />
          </Form.Item>
        )}
        <Form.Item name="name" label={texts.name} rules={[{ required: true, max: 64 }]}>
          <Input />
        </Form.Item>
        {user ? null : (
          <Form.Item
            name="password"
            label={texts.password}
            extra={texts.passwordHint}
            rules={[{ required: true, min: 10, max: 200 }]}
          >
            <Input.Password autoComplete="new-password" />
          </Form.Item>
        )}
        <Form.Item name="roles" label={texts.roles} rules={[{ required: true }]}>
          <Select mode="multiple" showSearch={{ optionFilterProp: 'label' }} options={roles} />
        </Form.Item>
        <Form.Item
          name="divisions"
          label={texts.divisions}
          extra={texts.divisionsHint}
          rules={[{ required: user === null }]}
        >
          <DivisionsSelect />
        </Form.Item>
        <Form.Item name="organisationId" label={texts.organisation}>
          <OrganisationSelect name={user?.organisationName} />
        </Form.Item>
        <Form.Item
          name="phone"
          label={texts.phone}
          extra={texts.reachHint(user?.phone ?? null)}
          help={refused('phone')}
          rules={[{ pattern: /^(1[3-9][0-9]{9}|0[0-9]{9,11})$/, message: texts.phoneWrong }]}
        >
          <Input autoComplete="off" maxLength={20} />
        </Form.Item>
        <Form.Item
          name="email"
          label={texts.email}
          extra={texts.reachHint(user?.email ?? null)}
          help={refused('email')}
          rules={[{ type: 'email', message: texts.emailWrong }]}
        >
          <Input autoComplete="off" maxLength={200} />
        </Form.Item>
      </Form>
      {user ? <UserPosts user={user} roles={roles} /> : null}
    </Modal>
  )
}

/** What the dialog begins with; number and address come masked, so they are typed again to change them. */
function shownOf({ name, roles, divisions, organisationId }: User): Partial<Answers> {
  return { name, roles, divisions, organisationId: organisationId ?? undefined }
}

function save(user: User | null, answers: Answers) {
  const { account, name, password, roles, divisions = [], organisationId = null } = answers
  const reach = {
    ...(answers.phone?.trim() ? { phone: answers.phone.trim() } : {}),
    ...(answers.email?.trim() ? { email: answers.email.trim() } : {}),
  }
  const common = { name, roles, divisions, organisationId, ...reach }
  return user
    ? client.call(changeUser, { params: { id: user.id }, body: common })
    : client.call(createUser, { body: { account, password, ...common } })
}
