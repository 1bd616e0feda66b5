/* Search in a copy of the site: narrows the list of all pages. Runs from a folder, without a server. */
(function () {
  'use strict';
  var list = document.getElementById('all-pages');
  var place = document.getElementById('find-here');
  if (!list || !place || !window.reportPages) return;
  var MOST = 50, AROUND = 70;
  var up = place.getAttribute('data-up');

  function folded(text) {
    return text.normalize('NFD').replace(/[\u0300-\u036f]/g, '').toLowerCase();
  }

  var pages = window.reportPages.map(function (page) {
    return { address: page.u, title: page.t, text: page.x, t: folded(page.t), x: folded(page.x) };
  });

  var label = document.createElement('label');
  label.htmlFor = 'words';
  label.textContent = place.getAttribute('data-label');
  var input = document.createElement('input');
  input.type = 'search';
  input.id = 'words';
  input.autocomplete = 'off';
  var said = document.createElement('p');
  said.setAttribute('role', 'status');
  var results = document.createElement('ol');
  results.className = 'copy-results';
  place.append(label, input, said, results);

  function excerpt(page, words) {
    var at = Math.max(0, page.x.indexOf(words[0]));
    var from = Math.max(0, at - AROUND);
    var part = page.text.slice(from, at + AROUND * 2);
    return (from ? '… ' : '') + part + (at + AROUND * 2 < page.text.length ? ' …' : '');
  }

  function show() {
    var words = folded(input.value).split(/\s+/).filter(Boolean);
    results.textContent = '';
    said.textContent = '';
    list.hidden = words.length > 0;
    if (!words.length) return;
    var found = pages.filter(function (page) {
      return words.every(function (word) { return page.t.includes(word) || page.x.includes(word); });
    });
    found.sort(function (a, b) {
      return words.filter(function (w) { return b.t.includes(w); }).length -
        words.filter(function (w) { return a.t.includes(w); }).length;
    });
    said.textContent = found.length ? found.length + ' / ' + pages.length : place.getAttribute('data-nothing');
    found.slice(0, MOST).forEach(function (page) {
      var item = document.createElement('li');
      var link = document.createElement('a');
      link.href = up + page.address.split('/').map(encodeURIComponent).join('/');
      link.textContent = page.title;
      var text = document.createElement('p');
      text.textContent = excerpt(page, words);
      item.append(link, text);
      results.append(item);
    });
  }

  input.addEventListener('input', show);
}());
