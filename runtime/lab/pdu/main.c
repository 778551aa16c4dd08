/* pdus: its usage is below and in the script of the same name. */
#include "wire.h"
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int main(int count, char **words)
{
    bool chap = count == 8 && !strcmp(words[1], "chap");
    char *colon = chap || (count == 5 && !strcmp(words[1], "session")) ? strchr(words[2], ':') : NULL;
    if (!colon) {
        fprintf(stderr, "usage: pdus session ADDRESS:PORT IQN LUN | chap ADDRESS:PORT IQN NAME SECRET TARGETS-NAME TARGETS-SECRET\n");
        return 2;
    }
    *colon = 0;
    portal = (struct sockaddr_in){.sin_family = AF_INET, .sin_port = htons(atoi(colon + 1))};
    inet_pton(AF_INET, words[2], &portal.sin_addr);
    target = words[3];
    setvbuf(stdout, NULL, _IOLBF, 0);
    if (chap)
        check_chap(words[4], words[5], words[6], words[7]);
    else
        check_session(atoi(words[4]));
    return failures() > 0;
}
