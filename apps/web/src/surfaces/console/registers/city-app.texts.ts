import { defineTexts } from '@civitas/ui'

export const cityAppTexts = defineTexts(
  {
    app: {
      ...{
        empty: '没有合作服务',
        emptyWhy: '登记后先测试，安全与隐私检查通过才能灰度或上线。',
        owner: '合作方',
      },
      ...{
        register: '登记服务',
        code: '编号（小写字母、数字）',
        name: '名称',
        url: '页面地址（https）',
        contract: '合同号',
      },
      ...{
        fields: '可获得的信息',
        openings: '30 天打开',
        complaints: '投诉率',
        security: '安全检查',
        privacy: '隐私检查',
      },
      ...{
        grey: '灰度',
        live: '上线',
        suspend: '暂停',
        withdraw: '下架',
        share: '灰度比例（%）',
        verdict: '检查结论',
        passes: '通过',
      },
      ...{ waiting: '未检查', passed: '通过', failed: '未通过' },
      states: { testing: '测试', grey: '灰度', live: '上线', suspended: '已暂停', withdrawn: '已下架' },
      fieldNames: { 'name-suffix': '姓名末字', assurance: '实名等级', 'phone-masked': '手机号（掩码）' },
    },
    tv: {
      ...{ empty: '没有电视用户', emptyWhy: '登记用户与机顶盒后，家庭成员用手机输入屏幕上的配对码加入。' },
      ...{
        number: '用户号',
        address: '地址',
        division: '区划代码（到社区）',
        boxes: '机顶盒',
        members: '成员',
      },
      ...{ register: '登记用户', addBox: '登记机顶盒', serial: '机顶盒编号', twoWay: '双向', move: '迁户' },
      ...{
        to: '迁往用户号',
        bill: '登记账单',
        fee: '金额（元）',
        due: '缴费期限',
        title: '账单',
        noBox: '没有机顶盒',
      },
      ...{ key: '机顶盒密钥（只显示这一次）' },
    },
    coverage: {
      ...{ title: '双向化与在线', town: '镇（街道）', households: '用户', boxes: '机顶盒', twoWay: '双向' },
      ...{ twoWayShare: '双向化率', active: '24 小时内在线', activeShare: '在线率' },
      ...{ none: '没有电视用户', noneWhy: '登记用户与机顶盒后，按镇（街道）统计双向化率和在线率。' },
    },
    banners: {
      ...{
        empty: '没有预警',
        emptyWhy: '预警发布后，所在区划的机顶盒强制显示横幅。',
        boxes: '应播',
        delivered: '已播',
      },
      ...{ ended: '结束', level: '等级', running: '播出中' },
      levels: { red: '红色', orange: '橙色', yellow: '黄色', blue: '蓝色' },
    },
  },
  {
    app: {
      ...{
        empty: 'No partner services',
        emptyWhy: 'Tested first; released after checks of security and privacy.',
        owner: 'Partner',
      },
      ...{
        register: 'Register',
        code: 'Code (lower case)',
        name: 'Name',
        url: 'Address (https)',
        contract: 'Contract',
      },
      ...{
        fields: 'May be given',
        openings: 'Opened in 30 days',
        complaints: 'Complaints',
        security: 'Security check',
        privacy: 'Privacy check',
      },
      ...{
        grey: 'Release by steps',
        live: 'Go live',
        suspend: 'Suspend',
        withdraw: 'Take down',
        share: 'Share (%)',
        verdict: 'Verdict',
        passes: 'Passed',
      },
      ...{ waiting: 'Not checked', passed: 'Passed', failed: 'Failed' },
      states: {
        testing: 'Testing',
        grey: 'By steps',
        live: 'Live',
        suspended: 'Suspended',
        withdrawn: 'Taken down',
      },
      fieldNames: {
        'name-suffix': 'Last letter of the name',
        assurance: 'Assurance',
        'phone-masked': 'Phone, masked',
      },
    },
    tv: {
      ...{ empty: 'No subscribers', emptyWhy: 'Members join with the digits a box shows.' },
      ...{
        number: 'Subscriber',
        address: 'Address',
        division: 'Division code',
        boxes: 'Boxes',
        members: 'Members',
      },
      ...{
        register: 'Register',
        addBox: 'Register a box',
        serial: 'Box',
        twoWay: 'Two-way',
        move: 'Move a box',
      },
      ...{
        to: 'To subscriber',
        bill: 'Enter a bill',
        fee: 'Amount (yuan)',
        due: 'Due',
        title: 'Bill',
        noBox: 'No box',
      },
      ...{ key: 'Key of the box, shown once' },
    },
    coverage: {
      ...{ title: 'Two-way and seen', town: 'Town', households: 'Subscribers', boxes: 'Boxes' },
      ...{ twoWay: 'Two-way', twoWayShare: 'Two-way share', active: 'Seen in a day' },
      ...{
        activeShare: 'Share seen',
        none: 'No subscribers',
        noneWhy: 'Counted by town once boxes are registered.',
      },
    },
    banners: {
      ...{
        empty: 'No warnings',
        emptyWhy: 'Issued warnings go over the programme in their divisions.',
        boxes: 'Boxes',
        delivered: 'Shown',
      },
      ...{ ended: 'Ended', level: 'Level', running: 'Running' },
      levels: { red: 'Red', orange: 'Orange', yellow: 'Yellow', blue: 'Blue' },
    },
  },
)
