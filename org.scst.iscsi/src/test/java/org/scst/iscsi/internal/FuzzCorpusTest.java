package org.scst.iscsi.internal;

import org.junit.jupiter.api.Test;
import org.scst.iscsi.internal.connection.FramingFuzz;
import org.scst.iscsi.internal.isns.IsnsFuzz;
import org.scst.iscsi.internal.login.ChapFuzz;
import org.scst.iscsi.internal.login.LoginFuzz;
import org.scst.iscsi.internal.pdu.AdditionalHeaderSegmentsFuzz;
import org.scst.iscsi.internal.session.SessionFuzz;
import org.scst.iscsi.internal.text.TextFuzz;
import org.scst.testkit.FuzzCorpus;

/** What fuzz targets begin with and have found, replayed; {@code ./scst fuzz} looks for more. */
class FuzzCorpusTest {
    @Test
    void shouldReadPdusWhereverTheyAreCut() {
        FuzzCorpus.replay("framing", FramingFuzz::fuzzerTestOneInput);
    }

    @Test
    void shouldStandWhatComesBeforeLogin() {
        FuzzCorpus.replay("login", LoginFuzz::fuzzerTestOneInput);
    }

    @Test
    void shouldReadAndNegotiateText() {
        FuzzCorpus.replay("text", TextFuzz::fuzzerTestOneInput);
    }

    @Test
    void shouldReadAdditionalHeaderSegments() {
        FuzzCorpus.replay("ahs", AdditionalHeaderSegmentsFuzz::fuzzerTestOneInput);
    }

    @Test
    void shouldLetNobodyInWithoutTheSecret() {
        FuzzCorpus.replay("chap", ChapFuzz::fuzzerTestOneInput);
    }

    @Test
    void shouldReadWhatAnIsnsServerSends() {
        FuzzCorpus.replay("isns", IsnsFuzz::fuzzerTestOneInput);
    }

    @Test
    void shouldStandWhatComesAfterLogin() {
        FuzzCorpus.replay("session", SessionFuzz::fuzzerTestOneInput);
    }
}
