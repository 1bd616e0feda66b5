"""What Word, Outlook and their kin put on the clipboard, in small, and what we keep of it.

Each clip was written after the markup those programs make: conditional comments, `mso-` styles,
Office's own elements and lists that are only paragraphs.
"""

from typing import NamedTuple


class Clip(NamedTuple):
    """HTML as pasted, and the text that is stored."""

    pasted: str
    kept: str


def item(text, *, level=1, marker="·", list_id=0, name="MsoListParagraphCxSpMiddle"):
    """Return a list paragraph as Word writes it."""
    return f"""<p class={name} style='margin-left:{36 * level}.0pt;text-indent:-18.0pt;
mso-list:l{list_id} level{level} lfo1'><![if !supportLists]><span style='font-family:Symbol;
mso-fareast-font-family:Symbol'><span style='mso-list:Ignore'>{marker}<span
style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp;&nbsp;&nbsp;&nbsp; </span></span></span>
<![endif]>{text}<o:p></o:p></p>
"""


CLIPS = {
    "paragraph": Clip(
        """<html xmlns:o="urn:schemas-microsoft-com:office:office"><head>
<meta name=Generator content="Microsoft Word 15"><title>Report</title>
<!--[if gte mso 9]><xml><w:WordDocument><w:View>Normal</w:View></w:WordDocument></xml><![endif]-->
<style><!-- p.MsoNormal {margin:0cm;} --></style></head><body lang=EN-GB>
<!--StartFragment--><p class=MsoNormal style='margin-bottom:8.0pt'><span lang=EN-US
style='font-size:11.0pt;mso-ansi-language:EN-US'>The mission helped
<b style='mso-bidi-font-weight:normal'>18 people</b> in <i>November</i>.<o:p></o:p></span></p>
<p class=MsoNormal><o:p>&nbsp;</o:p></p><!--EndFragment--></body></html>""",
        "<p>The mission helped <strong>18 people</strong> in <em>November</em>.</p>",
    ),
    "bullets": Clip(
        "<p class=MsoNormal>Priorities:</p>"
        + item("Shelter", name="MsoListParagraphCxSpFirst")
        + item("Cash <b>grants</b>")
        + item("&nbsp;")
        + item("Legal advice", name="MsoListParagraphCxSpLast")
        + "<p class=MsoNormal>After.</p>",
        "<p>Priorities:</p><ul><li>Shelter</li><li>Cash <strong>grants</strong></li>"
        "<li>Legal advice</li></ul><p>After.</p>",
    ),
    "numbers": Clip(
        item("First", marker="1.") + item("Second", marker="2.") + item("Third", marker="3)"),
        "<ol><li>First</li><li>Second</li><li>Third</li></ol>",
    ),
    "letters and roman numbers": Clip(
        item("One", marker="a)") + item("Two", marker="b)") + item("Four", marker="iv.", list_id=3),
        "<ol><li>One</li><li>Two</li></ol><ol><li>Four</li></ol>",
    ),
    "nested levels": Clip(
        item("Region")
        + item("Country", level=2, marker="o")
        + item("District", level=3, marker="§")
        + item("Other country", level=2, marker="o")
        + item("Other region"),
        "<ul><li>Region<ul><li>Country<ul><li>District</li></ul></li><li>Other country</li></ul>"
        "</li><li>Other region</li></ul>",
    ),
    "numbers inside bullets": Clip(
        item("Steps")
        + item("Register", level=2, marker="1.")
        + item("Travel", level=2, marker="2.")
        + item("Notes"),
        "<ul><li>Steps<ol><li>Register</li><li>Travel</li></ol></li><li>Notes</li></ul>",
    ),
    "two lists in a row": Clip(
        item("Bullet") + item("Number", marker="1.", list_id=2),
        "<ul><li>Bullet</li></ul><ol><li>Number</li></ol>",
    ),
    "bullets typed by hand": Clip(
        "<p class=MsoListParagraph>•&nbsp;&nbsp;Water</p><p class=MsoListParagraph>•&nbsp;Food</p>",
        "<ul><li>Water</li><li>Food</li></ul>",
    ),
    "indented text that is no list": Clip(
        "<p class=MsoListParagraph style='margin-left:36.0pt'>An indented remark.</p>",
        "<p>An indented remark.</p>",
    ),
    "table": Clip(
        """<table class=MsoTableGrid border=1 cellspacing=0 style='border-collapse:collapse;
mso-yfti-tbllook:1184'><thead><tr style='mso-yfti-irow:0'><td width=200 valign=top
style='width:150pt;background:#D9E2F3'><p class=MsoNormal><b>Country</b><o:p></o:p></p></td>
<td><p class=MsoNormal><b>People</b><o:p></o:p></p></td></tr></thead>
<tr style='mso-yfti-irow:1'><td><p class=MsoNormal>Kazakhstan<o:p></o:p></p></td>
<td><p class=MsoNormal align=right>1&nbsp;250<o:p></o:p></p></td></tr>
<tr><td colspan=2><p class=MsoNormal><o:p>&nbsp;</o:p></p></td></tr></table>""",
        "<table><thead><tr><th><strong>Country</strong></th><th><strong>People</strong></th></tr>"
        "</thead><tbody><tr><td>Kazakhstan</td><td>1&nbsp;250</td></tr>"
        '<tr><td colspan="2"></td></tr></tbody></table>',
    ),
    "list inside a table": Clip(
        "<table class=MsoNormalTable><tr><td><p class=MsoNormal>Needs</p></td><td>"
        + item("Heating")
        + item("Documents")
        + "</td></tr></table>",
        "<table><tbody><tr><td>Needs</td><td><ul><li>Heating</li><li>Documents</li></ul></td>"
        "</tr></tbody></table>",
    ),
    "headings": Clip(
        "<h1 style='mso-list:l1 level1 lfo2'><![if !supportLists]><span style='mso-list:Ignore'>1."
        "<span>&nbsp; </span></span><![endif]>Returns<o:p></o:p></h1>"
        "<h2>Kazakhstan</h2><h4>Aktau</h4><p class=MsoTitle>Title</p>",
        "<h3>Returns</h3><h3>Kazakhstan</h3><h4>Aktau</h4><p>Title</p>",
    ),
    "smart tags and a link": Clip(
        '<p class=MsoNormal><st1:City w:st="on"><st1:place w:st="on">Dushanbe</st1:place></st1:City>'
        ", see <a href=\"https://www.iom.int/\"><span style='color:blue'>the <b>site</b></span></a>"
        ' or <a href="file:///C:/report.docx">my file</a></p>',
        '<p>Dushanbe, see <a href="https://www.iom.int/" rel="noopener noreferrer">the site</a> '
        "or my file</p>",
    ),
    "footnote": Clip(
        """<p class=MsoNormal>Registered cases<a style='mso-footnote-id:ftn1' href="#_ftn1"
name="_ftnref1"><span class=MsoFootnoteReference><span style='mso-special-character:footnote'>
<![if !supportFootnotes]>[1]<![endif]></span></span></a></p><div style='mso-element:footnote-list'>
<![if !supportFootnotes]><br clear=all><hr align=left size=1 width="33%"><![endif]>
<div style='mso-element:footnote' id=ftn1><p class=MsoFootnoteText><a href="#_ftnref1"><span
class=MsoFootnoteReference>[1]</span></a> Ministry of Health</p></div></div>""",
        "<p>Registered cases<sup> [1]</sup></p><p><sup>[1]</sup> Ministry of Health</p>",
    ),
    "comments, deletions and hidden text": Clip(
        """<p class=MsoNormal>Helped <del cite="mailto:A" datetime="2020-12-01">17</del><ins
cite="mailto:A">18</ins> people<span style='display:none;mso-hide:all'>secret</span>.</p>
<div style='mso-element:comment-list'><div style='mso-element:comment'><p>Is it 18?</p></div></div>
<script>alert(2)</script><img src="file:///C:/x.png" onerror="alert(1)">""",
        "<p>Helped 18 people.</p>",
    ),
    "Outlook": Clip(
        """<div class=WordSection1><p class=MsoNormal><span style='color:#1F497D'>Dear all,
<o:p></o:p></span></p><ul type=disc><li class=MsoListParagraph style='mso-list:l0 level1 lfo1'>
Shelter<o:p></o:p></li><li class=MsoListParagraph style='mso-list:l0 level1 lfo1'>Food<o:p></o:p>
</li></ul></div>""",
        "<p>Dear all,</p><ul><li>Shelter</li><li>Food</li></ul>",
    ),
    "Google Docs": Clip(
        """<meta charset="utf-8"><b style="font-weight:normal;" id="docs-internal-guid-1"><p
dir="ltr"><span style="font-weight:700;font-style:normal">Bold</span><span
style="font-weight:400;font-style:italic"> slanted</span></p><ul><li dir="ltr"
aria-level="1"><p dir="ltr" role="presentation"><span>One</span></p></li><ul><li dir="ltr"><p
dir="ltr"><span>Inner</span></p></li></ul></ul></b>""",
        "<p><strong>Bold</strong><em> slanted</em></p><ul><li>One<ul><li>Inner</li></ul></li></ul>",
    ),
    "right to left": Clip(
        """<p class=MsoNormal dir=RTL style='text-align:right;direction:rtl;unicode-bidi:embed'><span
lang=FA style='font-size:14.0pt;font-family:"B Nazanin";mso-bidi-language:FA'>دفتر <b>کابل</b> به ۱۲۰
خانواده کمک کرد.<o:p></o:p></span></p>
"""
        + item("پناهگاه", name="MsoListParagraphCxSpFirst").replace("<p ", "<p dir=RTL ")
        + item("غذا", name="MsoListParagraphCxSpLast").replace("<p ", "<p dir=RTL "),
        "<p>دفتر <strong>کابل</strong> به ۱۲۰ خانواده کمک کرد.</p>"
        "<ul><li>پناهگاه</li><li>غذا</li></ul>",
    ),
    "smart quotes, dashes and narrow spaces": Clip(
        "<p class=MsoNormal>“We didn’t know,” she said – ‘nobody’ did… 12&nbsp;500&#8239;kg,"
        "<span style='mso-spacerun:yes'>&nbsp; </span>COVID&#8209;19.<o:p></o:p></p>",
        "<p>“We didn’t know,” she said – ‘nobody’ did… 12&nbsp;500\u202fkg,&nbsp; COVID\u201119.</p>",
    ),
    "tracked changes": Clip(
        """<p class=MsoNormal><span class=msoIns><ins cite="mailto:Aziza" datetime="2020-12-01T10:00">In
December </ins></span>the mission <span class=msoDel><del cite="mailto:Aziza"
datetime="2020-12-01T10:01">will help</del></span><span class=msoIns><ins cite="mailto:Aziza">helped
<b>40</b></ins></span> families<span class=MsoCommentReference><span style='font-size:8.0pt'><a
class=msocomanchor id="_anchor_1" href="#_msocom_1" name="_msoanchor_1">[A1]</a></span></span>.</p>
<div style='mso-element:comment-list'><div style='mso-element:comment'><div id="_com_1"><p
class=MsoCommentText><a name="_msocom_1"></a>Check with Bishkek.</p></div></div></div>""",
        "<p>In December the mission helped <strong>40</strong> families.</p>",
    ),
    "pictures and drawings": Clip(
        """<p class=MsoNormal><!--[if gte vml 1]><v:shape id="Picture_1" style='width:200pt'><v:imagedata
src="file:///C:/Temp/image001.png" o:title="map"/></v:shape><![endif]--><![if !vml]><img width=267
height=178 src="file:///C:/Temp/image001.png" v:shapes="Picture_1" alt="A map"><![endif]>The map
shows it.</p><p class=MsoCaption>Figure 1: <i>Map</i></p>""",
        "<p>The map shows it.</p><p>Figure 1: <em>Map</em></p>",
    ),
}
