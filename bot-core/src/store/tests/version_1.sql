-- Rows as a release with only the first migration left them, sealed with the data key of 32 times 7.
-- Blobs are written HEX'..'; the test spells them for each database.
INSERT INTO store_key (id, key)
    VALUES (1, HEX'0177a4156c34c85d393b3b60b2b353e325f08c5fa53af01720c618bb3bd4539bcbec746b38fb1220667f1d5cba43f5f680d82e702dcf801e09b921df94c834f89594c1462d');
INSERT INTO person (platform, name, key, profile, created)
    VALUES ('telegram', 'ann', HEX'0177a4156c34c85d3907bddbe91089c98ee61ea662f97ca7a5c858fc39b786d787cb0f1660aad352623b803190dd7c6a22371b812c992b986f2c25005fc7a5be177ab6409e', HEX'019c1c21be6fef53724e55136d09f741fdb38cd92a22b6693c421496486a49e08aa8806cf28ff2e02ffaf4ff7e827fa8c725d90ed83880e8499027f93bf2fcc6fc9818cede8e05fd6b0cc84ad9954f129c1a5aed51127b0b19f18e94', 1795334400000);
INSERT INTO conversation (person_id, space, channel, thread, question, session, revision, state, expires)
    VALUES (1, NULL, 'chat-ann', NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO inbox (event, conversation_id, payload, received, done, failed)
    VALUES (HEX'de47a53b8471974b31ff73a38582df20', NULL, NULL, 1795334400000, 1795334400000, NULL);
INSERT INTO inbox (event, conversation_id, payload, received, done, failed)
    VALUES (HEX'4da68424b1c3bb501148f2e22fb233f8', 1, HEX'019c1c21be6fef5372d960f8f8a3506abc940df745a7ae8f1f9dae242e977e609a1cf73639f45ae826a0b74d327adda00e505bd669af7579dfb0623143bcbbb1ef5f245252eec82173a7fb8688b4783ad52d3e091329f7fc2de6e9d933239cc87e631ba1448af315ebf84822786c79d2ed72a3b994fef0f34b96adb2e9a31f19bd459bc39f41da26572136531664989334521e681ca4f6e0321f53cc18713e4cb24fb901df0585199e8d863828aa68a529167039138b82e41b40279c4908aeade3e91c9012b45ddad8ee53ecec0d3c7814af4f88fd097c5d490e2394edafd774874f694322325508c399ea377a58ff90d9d461c085a78f6b12847fe4ddd86e06782ddbba', 1795334400000, NULL, NULL);
