/** What people call about in the sample city; with an answer, the agent can give it at once. */
export const hotlineMatters: readonly {
  category: string
  title: string
  text: string
  line?: string
  address?: string
  answer?: string
}[] = [
  {
    ...{ category: 'water-supply', title: '小区停水未通知', text: '早上起一直停水，没有看到停水通知。' },
    address: '幸福花园',
  },
  {
    ...{ category: 'road', title: '路灯连续多日不亮', text: '路口两盏路灯不亮，夜间出行不安全。' },
    address: '人民路与解放路路口',
  },
  {
    ...{ category: 'road', title: '人行道地砖破损', text: '地砖翘起，老人行走容易绊倒。' },
    address: '望云街道青石桥社区',
  },
  {
    ...{ category: 'noise', title: '工地夜间施工扰民', text: '晚上十一点后仍在浇筑，影响休息。' },
    address: '滨江路建设工地',
  },
  {
    ...{ category: 'sanitation', title: '垃圾桶满溢未清运', text: '垃圾堆放三天，有异味。' },
    address: '和平里小区北门',
  },
  {
    ...{ category: 'property', title: '电梯故障停运', text: '单元电梯停运两天，老人上下楼困难。' },
    address: '翠竹苑 5 幢',
  },
  {
    ...{ category: 'drainage', title: '雨水口堵塞积水', text: '下雨后路面积水，雨水口被树叶堵住。' },
    address: '建设路中段',
  },
  {
    ...{ category: 'market', title: '预付卡退款难', text: '健身房停业，预付款不退。', line: '12315' },
    address: '万象广场三楼',
  },
  {
    ...{ category: 'social-security', title: '养老保险转移接续', text: '咨询养老保险关系转入流程。' },
    line: '12333',
    answer: '可在电子社保卡或人社服务窗口申请，提供身份证即可，15 个工作日内办结。',
  },
  {
    ...{
      category: 'social-security',
      title: '失业金申领条件',
      text: '离职后能否申领失业金。',
      line: '12333',
    },
    answer: '缴费满一年、非本人意愿中断就业并已登记失业的，可在线申领。',
  },
  {
    ...{ category: 'consult', title: '身份证异地补办', text: '外地户籍能否在本市补办身份证。' },
    answer: '可以，到任一派出所户籍窗口办理，无须回户籍地。',
  },
  {
    ...{ category: 'consult', title: '居住证办理材料', text: '办理居住证需要什么材料。' },
    answer: '居住满半年，提供身份证、居住证明和就业或就读证明之一。',
  },
  {
    ...{ category: 'consult', title: '发热门诊查询', text: '附近哪里有发热门诊。', line: '12320' },
    answer: '二级以上综合医院均设发热门诊，可在市卫健委网站查询名单。',
  },
]

/** Answers the agents of the sample city work with. */
export const hotlineKnowledge: readonly {
  question: string
  answer: string
  category: string
  source: string
}[] = [
  {
    question: '停水怎么处理、多久恢复',
    answer:
      '计划停水提前 24 小时通知；突发抢修一般 12 小时内恢复，超时安排送水。请登记地址，由供水企业核实。',
    category: '供水',
    source: '城市供水服务规范',
  },
  {
    question: '养老保险关系如何转移',
    answer: '在电子社保卡申请转移，或到任一人社窗口办理，只需身份证，15 个工作日办结。',
    category: '社会保障',
    source: '人社部门办事指南',
  },
  {
    question: '失业保险金申领条件与材料',
    answer: '累计缴费满一年、非本人意愿中断就业、已办理失业登记。线上申领，无须证明材料。',
    category: '社会保障',
    source: '失业保险条例',
  },
  {
    question: '夜间施工噪声投诉由谁处理',
    answer: '22 时至次日 6 时禁止产生噪声的建筑施工，抢修抢险除外；由城市管理部门执法。',
    category: '噪声扰民',
    source: '噪声污染防治法第四十三条',
  },
  {
    question: '路灯不亮找谁维修',
    answer: '市政道路路灯由城管部门 24 小时内修复；小区内由物业负责。请登记灯杆编号。',
    category: '道路设施',
    source: '城市照明管理规定',
  },
  {
    question: '电梯困人或停运怎么办',
    answer: '困人拨打电梯应急处置电话，30 分钟内到场；停运由物业督促维保单位修复。',
    category: '物业管理',
    source: '特种设备安全法',
  },
  {
    question: '居住证办理条件和材料',
    answer: '居住满半年且有合法稳定就业、住所或连续就读之一，到派出所或社区警务室申请。',
    category: '政策咨询',
    source: '居住证暂行条例',
  },
  {
    question: '身份证能否异地补办',
    answer: '可以，在任一派出所户籍窗口办理，20 个工作日内领取。',
    category: '政策咨询',
    source: '公安机关办事指南',
  },
  {
    question: '预付卡商家停业如何退款',
    answer: '先与商家协商；协商不成由市场监管部门调解，可提供合同和付款凭证。',
    category: '消费维权',
    source: '消费者权益保护法',
  },
  {
    question: '发热门诊名单在哪里查',
    answer: '二级以上综合医院设发热门诊，名单在卫健部门网站公布。',
    category: '卫生健康',
    source: '卫健部门公开目录',
  },
]
