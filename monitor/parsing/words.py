"""What the languages of one script are told apart by: small words, endings, letters.

Written by hand: words that running text and headlines are full of, and the beginnings (`x-`),
endings (`-x`) and letters that only few languages have.
"""

from collections.abc import Mapping

WORDS: Mapping[str, str] = {
    "en": "the of and to in for on with is are was were as at by from that this his her its it be"
    " has have had will would not but after over new says said who what how why out up into"
    " about more than their they he she we you i an or if can could may off down names named"
    " appoints appointed appointment steps stepping resigns resigned resignation chief"
    " officer executive leaves leaving joins hires hired amid becomes board former today"
    " between against company head first year years week day people all been no two world"
    " market report which vice president chairman replaces successor exit announces retire"
    " elects set top takes role raises raised funding million billion led launches launch"
    " round series secures closes global cut cuts jobs job layoffs hiring workers plan plans"
    " growth digital platform raise expand opens open office business bank health home news"
    " back best big just like make need how's it's don't i'm you're these those when where"
    " while so only other some them there seed startup deal pay staff union labor strike"
    " minimum wage high low sales support transit",
    "de": "der die das und den dem des ein eine einen einem einer ist sind war nicht mit für auf"
    " von zu zum zur im am bei nach vor über unter aus auch als wie wird werden wurde hat"
    " haben sich es er sie wir ich ihr aber oder wenn noch nur neue neuer neuen neues gegen"
    " durch wegen bis seit ihre seine seinen sein kein keine mehr geht kommt tritt zurück"
    " chef vorstand aufsichtsrat geschäftsführer unternehmen jahre jahr will soll kann vom"
    " ins wechselt eröffnet standort stellen investition euro millionen milliarden warum"
    " erste ersten zwei verlässt übernimmt rücktritt nachfolger finanzchef konzern deutsche"
    " deutschen nimmt gibt präsident präsidentin auszeit",
    "fr": "le la les un une des du de et en à au aux est sont pour par sur avec dans que qui ne"
    " pas plus son sa ses leur leurs ce cette ces il elle ils nous vous je se été après mais"
    " ou où comme chez entre contre sans sous tout tous être fait d l s n qu c directeur"
    " général directrice président nommé nommée patron quitte démission démissionne nouveau"
    " nouvelle recruter recrute emplois millions milliards lève ouvre va vont première"
    " premier deux ville départ groupe entreprise selon vers ans an nomination prend tête"
    " succède conseil transit",
    "es": "el la los las un una de del y en a al es son para por con que se su sus lo le les no"
    " más pero como este esta ese fue ha han sido sobre entre sin tras desde hasta ya hay"
    " muy o quien cuando donde también nuevo nueva nuevos director directora presidente deja"
    " renuncia renunció dimite dimisión nombra nombrado asume empresa consejo ejecutivo años"
    " año según ante millones millón euros cierra ronda abre oficina empleo trabajo busca"
    " lanza dólares gran contra hoy gobierno e dos consejero delegado jefe cargo designa"
    " salida",
    "it": "il lo la gli le un uno una di del dello della dei degli delle e ed in a al alla alle è"
    " sono per da dal dalla con su sul sulla che si non più ma come anche nel nella nei suo"
    " sua suoi loro questo questa ha hanno era dopo tra fra l d dell all dall nell nuovo"
    " nuova lascia amministratore delegato ad presidente dimissioni nomina nominato"
    " direttore milioni euro raccoglie assunzioni lavoro nuove nuovi posti apre round"
    " miliardi prima primo due generale azienda società cda anni anno contro senza chi ecco"
    " cosa stato dimette ceo arriva",
    "pt": "o os a as um uma de do da dos das e em no na nos nas ao à aos é são para por pelo pela"
    " com que se seu sua seus não mais mas como este esta foi tem ter após sobre entre sem"
    " até já há muito ou quem quando também novo nova diretor diretora presidente deixa"
    " renuncia milhões capta vagas emprego abre lança rodada bilhões dólares investimento"
    " trabalho primeira demissão nomeia nomeado assume empresa executivo anos ano segundo"
    " contra hoje governo dois ele ela cargo anuncia administração conselho pede deixar"
    " nomeada está",
    "nl": "de het een en van in op te voor met aan bij door uit om als is zijn was niet ook naar"
    " over na dat die wordt werd heeft hebben maar nog meer wel geen dan er hij zij ze we ik"
    " zich tot tegen onder jaar nieuwe nieuw stapt vertrekt topman topvrouw baas ceo benoemd"
    " haalt miljoen miljard banen opent vestiging binnen alle zo waarom twee eerste"
    " personeel bestuur directeur bedrijf per deze dit kan zal moet weg opgevolgd opvolger"
    " volgt bestuurder raad commissarissen bestuursvoorzitter treedt terug",
    "sv": "och i att en ett det som på är för av med till den har de inte om men var sig från vid"
    " kan nu så ska blir när efter ny nya nytt sin sitt sina också vd vill under mot över"
    " hos eller bara alla ut upp lämnar avgår slutar styrelsen ordförande tillträder utses"
    " utsedd bolaget år får säger går rekryterar chef finanschef verkställande direktör tar",
    "da": "og i at en et det som på er for af med til den har de ikke om men var sig fra ved kan"
    " nu så skal bliver når efter ny nye nyt sin sit sine også vil under mod over hos eller"
    " kun alle ud op direktør stopper fratræder bestyrelsen formand tiltræder"
    " bestyrelsesformand udnævnt selskabet år får siger går forlader adm administrerende"
    " chef siden mere blev hvad",
    "no": "og i at en et det som på er for av med til den har de ikke om men var seg fra ved kan"
    " nå så skal blir når etter ny nye nytt sin sitt sine også vil under mot over hos eller"
    " bare alle ut opp sjef slutter fratrer styret styreleder tiltrer går administrerende"
    " direktør konsernsjef ansatt selskapet år får sier forlater mer ble hva jobb toppsjef"
    " fikk daglig",
    "fi": "ja on ei se että hän oli mutta myös kun niin kuin tai jos joka mitä ovat olla nyt vain"
    " sen siitä jo ole voi uusi uuden mukaan sekä jälkeen kanssa vuoden vuotta"
    " toimitusjohtaja toimitusjohtajaksi toimitusjohtajan johtaja johtajaksi eroaa jättää"
    " siirtyy nimitetty yhtiön yhtiö hallitus hallituksen puheenjohtaja ensi pois"
    " tehtävästään aloittaa yli ilman vastaan kaksi ollut suomen tästä näin talousjohtaja"
    " myynti irtisanoutuu",
    "la": "et in est non ad ut cum ex qui quae quod sed si ab de per eius atque ac aut nec neque"
    " etiam iam nunc hic haec hoc ille illa ipse esse sunt erat fuit post ante inter pro sub"
    " super apud contra propter quoque autem enim tamen vel ne se sibi suis suum societatis"
    " societas praeses praesidis munus munere annuntiavit nuntiavit discedit reliquit novus"
    " anno annis die mensis dux ducis princeps conditor conditores conditoribus socius unus"
    " transit transiit",
    "id": "yang dan di ke dari untuk dengan pada ini itu adalah akan tidak dalam oleh juga"
    " sebagai karena bisa ada telah sudah lebih atau saat hingga para kepada jadi menjadi"
    " mundur baru direktur utama dirut komisaris presiden perusahaan pengunduran diri"
    " mengundurkan tunjuk ditunjuk angkat diangkat usai setelah tahun rp resmi jabatan bos"
    " pt ketua menteri rups mantan gantikan terhadap bukan apa siapa kata soal jabat copot"
    " pimpin kini beri",
    "pl": "i w na z do się nie to jest że o za po od dla przez jak ale co czy ma tym tego jego"
    " jej był była będzie już tylko oraz przed pod nad bez nowy nowa nowego prezes prezesa"
    " zarządu rezygnuje rezygnacja odchodzi dyrektor spółki rady nadzorczej został powołany"
    " ze są który która które ich lat roku szef szefa ministra także wiceprezes członek"
    " prezesem we kto",
    "ro": "și si în in la de pe cu din pentru că ca nu este sunt a au fost se ce mai sau dar după"
    " dupa prin fără lui ei lor un o unei unui care cel cea al ale ai spre între noul noua"
    " director general președinte demisia demisionează demisionat numit numită companiei"
    " conducerea ani anul către cum unde acest această va fi directorul președintele banca"
    " funcția",
    "tr": "ve bir bu da de için ile olarak olan daha çok en gibi kadar sonra ne ama o mi mı değil"
    " var yok oldu etti eden yeni genel müdürü müdür başkanı başkan yönetim kurulu istifa"
    " atandı göreve görevinden ayrıldı getirildi şirket üzerine ise her ya ki ceo ceo'su"
    " yılı yıl dan den nin nın görevi üyesi yardımcısı açıkladı eski kim bakan",
    "vi": "của và là có được cho không trong một các với người này đã những khi từ đến về sẽ tại"
    " ra vào theo ông bà để bị phải làm như nhiều sau trên cũng năm tổng giám đốc chủ tịch"
    " hội đồng quản trị bổ nhiệm chức ngân hàng công ty mới việt nam thôi miễn ai",
    "cs": "a v se na je že s z do o to i za po od pro při jak ale co by jeho není byl byla bude"
    " už jen nebo také před pod nad bez nový nová nového ředitel generální odchází"
    " rezignoval společnosti představenstva končí ve jsou který která které jejich let roku"
    " šéf čele firmy",
    "hu": "a az és hogy nem is egy ez van volt meg csak már de ki el mint még ha vagy azt lesz új"
    " vezérigazgató vezérigazgatója lemond lemondott távozik igazgató elnök után alatt",
    "hr": "i u na je se da za od s sa su ne o što kao ali iz po do bi će te ili nije bio bila"
    " biti više novi nova direktor direktora uprave predsjednik predsednik ostavku podneo"
    " podnio izvršni direktorica odlazi kompanije nakon posle godina kod koji koja ostavka"
    " smijenjen",
    "sw": "ya wa na kwa ni katika la za kuwa hii hiyo huyo cha vya yake wake baada kutoka pia"
    " kama mkurugenzi rais waziri mkuu nchi serikali timu watu mwaka mpya si ambaye hilo",
    "ha": "da na ta ya a sun wani wata ga cikin shi ne ce don kuma domin shugaban ƙasa sabon"
    " yadda wasu ba an sai bayan gwamnati mutane kan hukumar babban jami'in yi",
    "ca": "el la els les un una de del dels i en a al és són per amb que es seu seva no més però"
    " com aquest aquesta ha han estat sobre entre sense després fins ja nou nova conseller",
    "af": "die en van in is nie het vir met op te om aan wat sy hy by was ook na dit nuwe uit",
}

# Seen far less often than the others: they need more evidence.
RARE: Mapping[str, float] = {
    **dict.fromkeys(("ca", "af", "sw", "ha", "la", "hu", "cs", "hr", "ro"), 0.8),
    "en": 1.1,
}

# `-x` ends a word, `x-` begins it, `x` stands anywhere in it; lower case.
SHAPES: Mapping[str, str] = {
    "en": "-ing -tion -ness -ght -ship th wh -'s -’s -ed -ly ou- -ers -ck -ow -ise -ize -able -ful"
    " -less -ary -ies -ee sh- ea ow",
    "de": "ß -er -ung -ungen -keit -heit -lich -isch sch tz -chef ge- -en ä ö ü -tät -schaft",
    "fr": "œ ç -eur -euse -tion -ment -eux -ique ê î û ù -aux -ée l' d' qu' l’ d’ qu’ è",
    "es": "ñ ¿ ¡ -ción -ciones -dad -ado -ada -ó -ero -mente ll- -idad -dor",
    "it": "-zione -zioni -ità -ato -ata -are -ere -aggio gli- zz -chi -che ò ù ì l' dell' l’ dell’"
    " all' un' -etto -mente cch -ia -tore",
    "pt": "ã õ -ção -ções -dade -ado -inho -ência -mento lh nh -ões ç -or -eira -eiro",
    "nl": "ij -er -heid -lijk -tie oe aa ee uu ge- -ing -en oo -sch ijk -tijd -man",
    "sv": "å ä ö -ar -ning -het -ade -erna -arna -are sk- -tion -en -et",
    "da": "å æ ø -ning -hed -ede -erne -sen -tion -et -en sk- -direktør",
    "no": "å æ ø -ning -het -ene -sen -sjon -et -en sk- -sjef kj-",
    "fi": "ä ö -ssa -ssä -lla -llä -sta -stä -nen -ksi -aan -ään -een -iin -tta -ttä -uu yy aa ii"
    " uu kk -ja -jä -nut -nyt -sti -vat -vät -lle -kin",
    "la": "-us -um -orum -arum -ibus -isque -tur -erunt -ae -que -nt -am -em -is -it -avit -tione"
    " -tionis -tatis -tas -untur -ntur -mus ae -os",
    "id": "me- mem- men- meng- ber- di- ter- pe- pen- ke- -kan -nya -an -i per- se- ng",
    "pl": "ł ą ę ż ź ś ć ń ó sz cz rz -ego -ów -ach -ie -ski -ska -owy -cji -cja -ny -na prz-",
    "ro": "ă â î ș ț ş ţ -ul -ului -lor -ea -ește -ești -ție -ării -iei -ată -tor",
    "tr": "ı ğ ş ç ö ü -ler -lar -ları -leri -nin -nın -dan -den -dı -di -mış -yor -cı -lık -lik"
    " -'nin -'nın -'in -'ın -'da -'de -'dan -'den -'a -'e -'ya -'ye -sı -si",
    "vi": "ơ ư đ ạ ả ấ ầ ẩ ẫ ậ ắ ằ ặ ẹ ẻ ẽ ế ề ể ễ ệ ị ọ ỏ ố ồ ổ ỗ ộ ớ ờ ở ợ ụ ủ ứ ừ ử ữ ự ỳ ỹ ng-",
    "cs": "ě ř ů č š ž ý -ní -ého -ost -ová -ský -ích -ách á í",
    "hu": "ő ű -ság -ség -nak -nek -ban -ben -val -vel á é gy sz ö ü",
    "hr": "č ć đ š ž -nje -ija -ije -ski -ima -om -nik -og",
    "sw": "-wa wa- ku- ki- vi- ni- mw- ny- m- -ji -ni",
    "ha": "ƙ ɗ ɓ -in -ar -wa",
    "ca": "ç l·l ny- -ció -tat -ment -at l' d'",
    "af": "-heid -lik ê",
}

# The others of a script: letters that only this language of it has.
LETTERS: Mapping[str, str] = {
    "uk": "іїєґ",
    "be": "ўі",
    "sr": "јљњћђџ",
    "mk": "ѓќѕј",
    "kk": "әғқңөұүһі",
    "bg": "",
    "ru": "ыэё",
    "fa": "پچژگکی",
    "ur": "ٹڈڑںےہھ",
}
CYRILLIC: Mapping[str, str] = {
    "ru": "и в на не что с по это как из за от для его к но о после будет новый пост директор"
    " генеральный компании глава главы ушел покинул назначен совета до что бывший",
    "uk": "і в на не що з по це як із за від для його до але про після буде новий та у директор"
    " генеральний компанії голова посаду призначено ради",
    "bg": "и в на не че с по това как от за се да си но след ще нов директор изпълнителен на"
    " напуска шеф подаде оставка компанията е са към",
    "sr": "и у на не да са по то као из за од је се су али после ће нови директор генерални"
    " компаније поднео оставку",
    "mk": "и во на не дека со по тоа како од за се да но по ќе нов директор е го ги",
    "be": "і ў на не што з па гэта як за ад для яго але пасля",
    "kk": "және бұл мен үшін бойынша туралы жаңа",
}
DEVANAGARI: Mapping[str, str] = {
    "hi": "के का की है में से को ने और पर हैं यह कि नहीं एक भी हो गया था कर लिए बाद अब तो ही गए"
    " साथ किया इस्तीफा इस्तीफ़ा सीईओ कंपनी दिया बने नए रहे अपने वाले होगा थे करने तक जो वह",
    "sa": "च अस्ति इति न सः तस्य अपि एव तु यत् तत् ते सा भवति आसीत् सन्ति तथा किन्तु अस्य एषः"
    " अनन्तरं पश्चात् कृते सह तेन वा यदा तदा अत्र नूतनः प्रमुखः संस्थायाः संस्था पदं त्यक्तवान्"
    " अवदत् उक्तवान् अभवत् कृतवान् गतवान् एकः द्वौ त्रयः",
    "mr": "आहे आणि या ते तो ती हे मध्ये नाही की व झाले केली केला होते होता च्या ला",
    "ne": "छ र को मा ले का पनि हुन् भएको छन् गरेको गर्ने यो नेपाल हो",
}
DEVANAGARI_SHAPES: Mapping[str, str] = {
    "sa": "ः -् -ाः -ायाः -ोति -यति -म् -त् -न् -स्य -ानाम् -ेन -ति -न्ति -ात् -ेषु -ाय -ैः -ं",
    "hi": "ज़ फ़ ड़ ढ़ क़ ँ -ों -ें -ता -ती -ना -ने -कर -ाएं",
    "mr": "ळ -च्या -ांनी -ची -चे",
    "ne": "-को -मा -ले -हरू -छ -एको -ेको",
}

# Forms of Chinese characters that only Japanese writes.
JAPANESE = frozenset("円県発価検経済実験駅塩応毎変対単図総読鉄働込畑峠権歳売戻楽児")
